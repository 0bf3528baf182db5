import { AppsV1Api, CoreV1Api, type KubeConfig, type V1PodSpec } from '@kubernetes/client-node';
import type { EmbeddedEnvironment } from '../environment';
import { KeptConnections } from '../kept-connections';

/** Reads what the stack installed in Argo CD's namespace. Missing objects read as empty. */
export interface ClusterReader {
  configMap(name: string): Promise<Map<string, Buffer>>;
  secret(name: string): Promise<Map<string, Buffer>>;
  /** The pod template of a workload; throws where there is no such workload. */
  podTemplate(kind: 'Deployment' | 'StatefulSet', name: string): Promise<V1PodSpec>;
}

/** The client configuration of the embedded environment; never the user's own kubeconfig. */
export function embeddedKubeConfig(environment: EmbeddedEnvironment): KubeConfig {
  const config = new KeptConnections();
  config.loadFromFile(environment.kubeconfig);
  config.setCurrentContext(environment.context);
  return config;
}

/** A reader of `namespace` through `config`. Each ConfigMap and Secret is read once and remembered. */
export function clusterReader(config: KubeConfig, namespace: string): ClusterReader {
  const data = new Map<string, Promise<Map<string, Buffer>>>();
  const once = (key: string, read: () => Promise<Map<string, Buffer>>) => {
    const known = data.get(key) ?? read();
    data.set(key, known);
    return known;
  };
  const core = config.makeApiClient(CoreV1Api);
  const apps = config.makeApiClient(AppsV1Api);
  return {
    configMap: (name) =>
      once(`configmap/${name}`, async () =>
        buffers((await absentAsUndefined(core.readNamespacedConfigMap({ name, namespace })))?.data, 'utf8'),
      ),
    secret: (name) =>
      once(`secret/${name}`, async () =>
        buffers((await absentAsUndefined(core.readNamespacedSecret({ name, namespace })))?.data, 'base64'),
      ),
    async podTemplate(kind, name) {
      const workload =
        kind === 'Deployment'
          ? await apps.readNamespacedDeployment({ name, namespace })
          : await apps.readNamespacedStatefulSet({ name, namespace });
      const spec = workload.spec?.template.spec;
      if (!spec) throw new Error(`${kind} ${namespace}/${name} has no pod template`);
      return spec;
    },
  };
}

function buffers(data: Record<string, string> | undefined, encoding: BufferEncoding): Map<string, Buffer> {
  return new Map(Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(value, encoding)]));
}

async function absentAsUndefined<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if ((error as { code?: number }).code === 404) return undefined;
    throw error;
  }
}
