package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	utiltls "github.com/argoproj/argo-cd/v3/util/tls"
)

type askParams struct {
	manifestParams
	// Address of a repo-server without TLS, on this machine.
	Address string `json:"address"`
}

// askRepoServer has a running repo-server render a source: the other side of the parity test.
func askRepoServer(params askParams) (manifestResult, error) {
	sources := params.Application.Spec.GetSources()
	if params.Source < 0 || params.Source >= len(sources) {
		return manifestResult{}, fmt.Errorf("the Application has no source %d", params.Source)
	}
	request, err := params.request(sources[params.Source].DeepCopy())
	if err != nil {
		return manifestResult{}, err
	}
	request.Repo.Type = "git"
	clients := apiclient.NewRepoServerClientset(params.Address, params.TimeoutSeconds, utiltls.Configuration{DisableTLS: true})
	connection, client, err := clients.NewRepoServerClient()
	if err != nil {
		return manifestResult{}, err
	}
	defer connection.Close() //nolint:errcheck // one question, one connection
	found, err := client.GenerateManifest(context.Background(), request)
	if err != nil {
		return manifestResult{}, err
	}
	result := manifestResult{SourceType: found.SourceType, Objects: []json.RawMessage{}}
	for _, manifest := range found.Manifests {
		result.Objects = append(result.Objects, json.RawMessage(manifest))
	}
	return result, nil
}
