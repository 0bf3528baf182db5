import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CustomObjectsApi,
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';

const PERIOD_MS = 200;

interface ExternalSecret extends KubernetesObject {
  readonly spec: {
    readonly target: { name: string; template: { metadata: object; data: Record<string, string> } };
  };
  readonly status?: { readonly syncedResourceVersion?: string };
}

/** What Vault answers: the value, or why it gives none. */
export type Vault = () => { readonly value: string } | { readonly refusal: string };

/**
 * Plays the External Secrets Operator as far as a rotation sees it: what has a new specification or annotation is read from
 * Vault, and its Secret and status are written. Plays Argo CD's controller as well, which takes a refresh for done.
 *
 * @returns what ends it
 */
export function playOperator(config: KubeConfig, vault: Vault): () => Promise<void> {
  const list = config.makeApiClient(CustomObjectsApi);
  const api = KubernetesObjectApi.makeApiClient(config);
  let stopped = false;

  const patch = (object: KubernetesObject) =>
    api.patch(object, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch);

  async function items<T>(group: string, version: string, plural: string): Promise<T[]> {
    const answer = await list.listNamespacedCustomObject({ group, version, plural, namespace: 'argocd' });
    return (answer as { items: T[] }).items;
  }

  async function reconcile({ apiVersion, kind, metadata = {}, spec, status }: ExternalSecret): Promise<void> {
    const { name = '', uid = '', annotations } = metadata;
    const version = createHash('sha256')
      .update(JSON.stringify([spec, annotations]))
      .digest('hex');
    if (status?.syncedResourceVersion === version) return;
    const identity = { apiVersion, kind, metadata: { name, namespace: 'argocd' } } as KubernetesObject;
    const answer = vault();
    if ('refusal' in answer) {
      const ready = { type: 'Ready', status: 'False', reason: 'SecretSyncedError', message: answer.refusal };
      await patch({ ...identity, status: { conditions: [ready] } } as KubernetesObject);
      return;
    }
    const { target } = spec;
    const filled = Object.entries(target.template.data).map(([key, text]) => [
      key,
      Buffer.from(text.replace('{{ .value }}', answer.value)).toString('base64'),
    ]);
    const ownerReferences = [{ apiVersion, kind, name, uid, controller: true }];
    await apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: target.name, namespace: 'argocd', ...target.template.metadata, ownerReferences },
      data: Object.fromEntries(filled),
    } as KubernetesObject);
    await patch({
      ...identity,
      status: {
        refreshTime: new Date().toISOString().replace(/\.\d+/, ''),
        syncedResourceVersion: version,
        conditions: [{ type: 'Ready', status: 'True', reason: 'SecretSynced', message: 'secret synced' }],
      },
    } as KubernetesObject);
  }

  const apply = (object: KubernetesObject) =>
    api.patch(object, undefined, undefined, 'operator', true, PatchStrategy.ServerSideApply);

  async function round(): Promise<void> {
    for (const one of await items<ExternalSecret>('external-secrets.io', 'v1', 'externalsecrets')) {
      await reconcile(one);
    }
    for (const { metadata } of await items<KubernetesObject>('argoproj.io', 'v1alpha1', 'applications')) {
      const annotations = { 'argocd.argoproj.io/refresh': null as unknown as string };
      const { name = '' } = metadata ?? {};
      await patch({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name, namespace: 'argocd', annotations },
      });
    }
  }

  const running = (async () => {
    while (!stopped) {
      // What goes while it is looked at is gone in the next round; a kind that is new is served a moment later.
      await round().catch((error: { code?: number }) => {
        if (error.code !== 404 && error.code !== 429) throw error;
      });
      await delay(PERIOD_MS);
    }
  })();
  return async () => {
    stopped = true;
    await running;
  };
}
