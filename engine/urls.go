package main

import (
	"runtime/debug"

	"github.com/argoproj/argo-cd/v3/util/git"
)

const argocdModule = "github.com/argoproj/argo-cd/v3"

type versionResult struct {
	ArgoCD string `json:"argocd"`
}

// version names the Argo CD release whose code answers here.
func version(struct{}) (versionResult, error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return versionResult{}, nil
	}
	for _, module := range info.Deps {
		if module.Path == argocdModule {
			return versionResult{ArgoCD: module.Version}, nil
		}
	}
	return versionResult{}, nil
}

type urlList struct {
	URLs []string `json:"urls"`
}

// normalizeURLs gives each URL the form in which Argo CD compares it; empty where it cannot be read.
func normalizeURLs(params urlList) (urlList, error) {
	result := urlList{URLs: make([]string, len(params.URLs))}
	for i, url := range params.URLs {
		result.URLs[i] = git.NormalizeGitURL(url)
	}
	return result, nil
}

type urlPairs struct {
	Pairs [][2]string `json:"pairs"`
}

type sameResult struct {
	Same []bool `json:"same"`
}

// sameURLs says for each pair whether Argo CD takes both for one repository.
func sameURLs(params urlPairs) (sameResult, error) {
	result := sameResult{Same: make([]bool, len(params.Pairs))}
	for i, pair := range params.Pairs {
		result.Same[i] = git.SameURL(pair[0], pair[1])
	}
	return result, nil
}
