package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/argoproj/argo-cd/v3/common"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
)

// objectStore answers for the cluster that the ApplicationSet controller reads: its projects and its
// cluster Secrets. Any other question would reach the nil interface, and its request fails.
type objectStore struct {
	client.Client
	projects  []v1alpha1.AppProject
	clusters  []clusterFixture
	namespace string
}

func (s *objectStore) Get(_ context.Context, key client.ObjectKey, into client.Object, _ ...client.GetOption) error {
	wanted, ok := into.(*v1alpha1.AppProject)
	if !ok {
		return fmt.Errorf("objects of type %T are not known offline", into)
	}
	for _, project := range s.projects {
		if project.Name == key.Name {
			project.DeepCopyInto(wanted)
			return nil
		}
	}
	return apierrors.NewNotFound(schema.GroupResource{Group: "argoproj.io", Resource: "appprojects"}, key.Name)
}

func (s *objectStore) List(_ context.Context, into client.ObjectList, options ...client.ListOption) error {
	secrets, ok := into.(*corev1.SecretList)
	if !ok {
		return fmt.Errorf("lists of type %T are not known offline", into)
	}
	query := client.ListOptions{}
	query.ApplyOptions(options)
	for _, cluster := range s.clusters {
		secret := cluster.asSecret(s.namespace)
		if query.LabelSelector == nil || query.LabelSelector.Matches(labels.Set(secret.Labels)) {
			secrets.Items = append(secrets.Items, secret)
		}
	}
	return nil
}

// asSecret gives the form in which Argo CD registers a cluster.
func (c clusterFixture) asSecret(namespace string) corev1.Secret {
	marked := map[string]string{common.LabelKeySecretType: common.LabelValueSecretTypeCluster}
	for key, value := range c.Labels {
		marked[key] = value
	}
	data := map[string][]byte{"name": []byte(c.Name), "server": []byte(c.Server)}
	if c.Project != "" {
		data["project"] = []byte(c.Project)
	}
	return corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: c.Name, Namespace: namespace, Labels: marked, Annotations: c.Annotations},
		Data:       data,
	}
}
