import { setTimeout as delay } from 'node:timers/promises';
import { CustomObjectsApi } from '@kubernetes/client-node';
import { KeptConnections } from '../kept-connections';
import { acceptedStatus, type GatewayObject } from './gateway-status';

/**
 * Stands in for a Gateway controller, as the simulated node stands in for a kubelet: Argo CD's health checks
 * wait for what such a controller says. Reads the cluster from KUBECONFIG; runs until it is stopped.
 */
const GROUP = 'gateway.networking.k8s.io';
const VERSION = 'v1';
const KINDS = { gatewayclasses: 'GatewayClass', gateways: 'Gateway', httproutes: 'HTTPRoute' };
const POLL_MS = 500;

async function acceptAll(api: CustomObjectsApi, plural: string, kind: string): Promise<void> {
  const list = (await api.listClusterCustomObject({ group: GROUP, version: VERSION, plural })) as {
    items: GatewayObject[];
  };
  for (const object of list.items) {
    const status = acceptedStatus({ ...object, kind }, new Date());
    if (status) await writeStatus(api, plural, object, status);
  }
}

async function writeStatus(
  api: CustomObjectsApi,
  plural: string,
  object: GatewayObject,
  status: object,
): Promise<void> {
  const { name, namespace } = object.metadata;
  const common = { group: GROUP, version: VERSION, plural, name };
  const body = [{ op: 'add', path: '/status', value: status }];
  if (namespace) await api.patchNamespacedCustomObjectStatus({ ...common, namespace, body });
  else await api.patchClusterCustomObjectStatus({ ...common, body });
}

async function run(): Promise<void> {
  const config = new KeptConnections();
  config.loadFromDefault();
  const api = config.makeApiClient(CustomObjectsApi);
  for (;;) {
    for (const [plural, kind] of Object.entries(KINDS)) {
      // Until the definitions are there, and while an object changes under it, the next round tries again.
      await acceptAll(api, plural, kind).catch(() => undefined);
    }
    await delay(POLL_MS);
  }
}

void run();
