package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// endSession kills every process of a session, whatever groups they have made for themselves: `timeout`, for
// one, starts a group of its own, which killing its parent's group does not reach.
func endSession(leader int) {
	for range 10 {
		members := sessionMembers(leader)
		if len(members) == 0 {
			return
		}
		for _, member := range members {
			_ = syscall.Kill(member, syscall.SIGKILL)
		}
	}
}

// sessionMembers reads /proc; where there is none, the leader alone is known.
func sessionMembers(leader int) []int {
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	var members []int
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if pid, session, ok := parseStat(string(text)); ok && session == leader {
			members = append(members, pid)
		}
	}
	return members
}

// parseStat takes the process and its session from a line such as `12 (a name) S 1 12 12 …`; what has ended
// already, and only waits to be collected, does not count.
func parseStat(line string) (pid, session int, ok bool) {
	before, after, found := strings.Cut(line, " (")
	end := strings.LastIndex(after, ") ")
	if !found || end < 0 {
		return 0, 0, false
	}
	fields := strings.Fields(after[end+2:])
	if len(fields) < 4 || fields[0] == "Z" {
		return 0, 0, false
	}
	pid, errPid := strconv.Atoi(before)
	session, errSession := strconv.Atoi(fields[3])
	return pid, session, errPid == nil && errSession == nil
}
