package main

import "syscall"

// maxAddressSpace bounds this process and each tool that it runs. Programs in Go reserve more than a gigabyte
// that they never use; what is left is ample for rendering one source.
const maxAddressSpace = 4 << 30

// limitMemory sets the bound, which children inherit; a lower one that is there already stays.
func limitMemory() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_AS, &limit); err != nil {
		return err
	}
	limit.Cur = min(limit.Cur, maxAddressSpace)
	return syscall.Setrlimit(syscall.RLIMIT_AS, &limit)
}
