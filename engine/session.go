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

// endChildren ends every tool that this process runs, each with its session where it has one of its own.
func endChildren() {
	for _, one := range processes() {
		if one.parent != os.Getpid() {
			continue
		}
		if one.session == one.pid {
			endSession(one.session)
		}
		_ = syscall.Kill(one.pid, syscall.SIGKILL)
	}
}

func sessionMembers(leader int) []int {
	var members []int
	for _, one := range processes() {
		if one.session == leader {
			members = append(members, one.pid)
		}
	}
	return members
}

type processStat struct{ pid, parent, session int }

// processes reads /proc; where there is none, nothing is known.
func processes() []processStat {
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	var found []processStat
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if one, ok := parseStat(string(text)); ok {
			found = append(found, one)
		}
	}
	return found
}

// parseStat reads a line such as `12 (a name) S 1 12 12 …`; what has ended already, and only waits to be
// collected, does not count.
func parseStat(line string) (processStat, bool) {
	before, after, found := strings.Cut(line, " (")
	end := strings.LastIndex(after, ") ")
	if !found || end < 0 {
		return processStat{}, false
	}
	fields := strings.Fields(after[end+2:])
	if len(fields) < 4 || fields[0] == "Z" {
		return processStat{}, false
	}
	pid, errPid := strconv.Atoi(before)
	parent, errParent := strconv.Atoi(fields[1])
	session, errSession := strconv.Atoi(fields[3])
	return processStat{pid, parent, session}, errPid == nil && errParent == nil && errSession == nil
}
