import { existsSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import { contextOf } from '../../config/context';
import { type EnvironmentName, embeddedEnvironment } from '../../embedded/environment';
import { NoSuchKindError } from '../../embedded/provider/cluster/api-error';
import { ApiClient } from '../../embedded/provider/cluster/client';
import { Cluster } from '../../embedded/provider/cluster/cluster';
import { ARGOCD_NAMESPACE } from '../../embedded/settings';
import type { Manifest } from '../../gitops/manifest';
import type { FindCluster, LiveCluster } from '../../validate/live/cluster';
import { interrupted } from './interrupt';

const APPLICATION = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' };

/**
 * Finds the cluster of an environment by the context that its stack names: the embedded one where it is up, else
 * the context of that name in the user's kubeconfig.
 */
export function findLiveCluster(root: string): FindCluster {
  return async (environment) => {
    const context = contextOf(root, environment);
    if (context === undefined) return { none: `Pulumi.${environment}.yaml names no context` };
    const config = configWith(root, environment, context);
    if (config === undefined) return { none: `no kubeconfig has the context ${context}` };
    config.setCurrentContext(context);
    const server = config.getCurrentCluster()?.server;
    if (server === undefined) return { none: `the context ${context} has no cluster` };
    return liveCluster(context, new Cluster(new ApiClient(config, server, interrupted), 'default'));
  };
}

function configWith(root: string, environment: string, context: string): KubeConfig | undefined {
  const { kubeconfig } = embeddedEnvironment(root, environment as EnvironmentName);
  const embedded = new KubeConfig();
  if (existsSync(kubeconfig)) embedded.loadFromFile(kubeconfig);
  const own = new KubeConfig();
  own.loadFromDefault();
  return [embedded, own].find((config) => config.getContextObject(context) !== null);
}

function liveCluster(name: string, cluster: Cluster): LiveCluster {
  return {
    name,
    applications: async () => (await cluster.list(APPLICATION, ARGOCD_NAMESPACE)) as unknown as Manifest[],
    read: async (object) => {
      try {
        return (await cluster.get(object)) as unknown as Manifest | undefined;
      } catch (error) {
        if (error instanceof NoSuchKindError) return undefined;
        throw error;
      }
    },
  };
}
