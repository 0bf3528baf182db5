// Command engine answers questions about a GitOps tree with Argo CD's own code, so that the
// pre-merge check cannot disagree with the controller. It reads one JSON request a line on
// standard input, writes one JSON answer a line on standard output, and ends when the input does.
package main

import (
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/sirupsen/logrus"
)

func main() {
	logrus.SetOutput(io.Discard)
	endInOrder()
	err := limitMemory()
	if err == nil {
		err = serve(os.Stdin, os.Stdout, methods())
	}
	if err != nil {
		_, _ = io.WriteString(os.Stderr, "engine: "+err.Error()+"\n")
		os.Exit(1)
	}
}

// endInOrder lets no tool outlive this process when it is told to end.
func endInOrder() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		<-signals
		endChildren()
		os.Exit(1)
	}()
}

// methods lists every question the engine answers.
func methods() map[string]method {
	schemas := newSchemaStore()
	return map[string]method{
		"version":          handle(version),
		"normalize-url":    handle(normalizeURLs),
		"same-url":         handle(sameURLs),
		"project-permits":  handle(projectPermits),
		"validate-project": handle(validateProject),
		"validate-spec":    handle(validateSpec),
		"generate":         handle(generate),
		"manifests":        handle(manifests),
		"schema-load":      handle(schemas.load),
		"schema-check":     handle(schemas.check),
		"api-versions":     handle(schemas.versions),
		"ask-repo-server":  handle(askRepoServer),
		"live-diff":        handle(liveDiff),
	}
}
