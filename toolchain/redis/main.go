// Command redis serves Redis's protocol from memory on one loopback address.
//
// Argo CD keeps its rendered manifests and live-state cache in Redis. The
// embedded environment has no container to run Redis in, so this small server
// stands in for it; nothing in it outlives the process.
package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// expiryStep is how often keys age. The library never expires keys by itself.
const expiryStep = time.Second

func main() {
	address := flag.String("address", "127.0.0.1:6379", "loopback address to listen on, as host:port")
	flag.Parse()
	if err := serve(*address, os.Getenv("REDIS_PASSWORD")); err != nil {
		fmt.Fprintln(os.Stderr, "redis:", err)
		os.Exit(1)
	}
}

// serve listens on address until SIGINT or SIGTERM. An empty password turns
// authentication off.
func serve(address, password string) error {
	if err := requireLoopback(address); err != nil {
		return err
	}
	server := miniredis.NewMiniRedis()
	if password != "" {
		server.RequireAuth(password)
	}
	if err := server.StartAddr(address); err != nil {
		return err
	}
	defer server.Close()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	tick := time.NewTicker(expiryStep)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			server.FastForward(expiryStep)
		case <-stop:
			return nil
		}
	}
}

func requireLoopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("address %q is not a loopback address: give 127.0.0.1:<port>", address)
	}
	return nil
}
