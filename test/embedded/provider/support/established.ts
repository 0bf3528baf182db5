import { ApiextensionsV1Api, KubeConfig } from '@kubernetes/client-node';
import { until } from './until';

/**
 * Waits until the API server serves the custom resource definitions of these names.
 * `kubectl wait` gives up at once on one so new that its conditions are still null.
 */
export async function established(
  kubeconfig: string,
  context: string,
  names: readonly string[],
): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  config.setCurrentContext(context);
  const api = config.makeApiClient(ApiextensionsV1Api);
  for (const name of names) {
    await until(async () => {
      const { status } = await api.readCustomResourceDefinition({ name });
      return (status?.conditions ?? []).some(
        ({ type, status }) => type === 'Established' && status === 'True',
      );
    });
  }
}
