import { ApiClient } from '../../../../embedded/provider/cluster/client';
import { Cluster } from '../../../../embedded/provider/cluster/cluster';
import { chooseCluster } from '../../../../embedded/provider/cluster/kubeconfig';

/** A second client of the test's API server: somebody else who looks and meddles. */
export function apiOf(kubeconfig: string): Cluster {
  const { config, server } = chooseCluster({ kubeconfig, context: undefined, cluster: undefined });
  return new Cluster(new ApiClient(config, server, new AbortController().signal), 'default');
}
