package main

import (
	"context"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/db"
)

// clusterFixture is one cluster that the environment's Argo CD knows.
type clusterFixture struct {
	Name        string            `json:"name"`
	Server      string            `json:"server"`
	Project     string            `json:"project,omitempty"`
	Labels      map[string]string `json:"labels,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

// clusterTable answers for Argo CD's database. Only what concerns clusters is there: any other
// question would reach the nil interface, and the request it belongs to fails.
type clusterTable struct {
	db.ArgoDB
	clusters []clusterFixture
}

// newClusterTable adds Argo CD's own cluster, which needs no registration, where it is not listed.
func newClusterTable(known []clusterFixture) clusterTable {
	for _, cluster := range known {
		if cluster.Server == v1alpha1.KubernetesInternalAPIServerAddr {
			return clusterTable{clusters: known}
		}
	}
	own := clusterFixture{Name: v1alpha1.KubernetesInClusterName, Server: v1alpha1.KubernetesInternalAPIServerAddr}
	return clusterTable{clusters: append([]clusterFixture{own}, known...)}
}

func (t clusterTable) GetCluster(_ context.Context, server string) (*v1alpha1.Cluster, error) {
	for _, cluster := range t.clusters {
		if strings.TrimRight(cluster.Server, "/") == strings.TrimRight(server, "/") {
			return cluster.asCluster(), nil
		}
	}
	return nil, status.Errorf(codes.NotFound, "cluster %q not found", server)
}

func (t clusterTable) GetClusterServersByName(_ context.Context, name string) ([]string, error) {
	var servers []string
	for _, cluster := range t.clusters {
		if cluster.Name == name {
			servers = append(servers, cluster.Server)
		}
	}
	return servers, nil
}

func (t clusterTable) GetProjectClusters(_ context.Context, project string) ([]*v1alpha1.Cluster, error) {
	var clusters []*v1alpha1.Cluster
	for _, cluster := range t.clusters {
		if cluster.Project == project {
			clusters = append(clusters, cluster.asCluster())
		}
	}
	return clusters, nil
}

func (c clusterFixture) asCluster() *v1alpha1.Cluster {
	return &v1alpha1.Cluster{Name: c.Name, Server: c.Server, Project: c.Project, Labels: c.Labels, Annotations: c.Annotations}
}
