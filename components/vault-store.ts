import * as k8s from '@pulumi/kubernetes';
import { ComponentResource, type ComponentResourceOptions, type Input } from '@pulumi/pulumi';
import type { Vault } from '../config/credentials/schema';

/** The service account that Vault's role trusts. */
const SERVICE_ACCOUNT = 'argocd-vault';

export interface VaultStoreArgs {
  readonly namespace: Input<string>;
  readonly vault: Vault;
}

/** Where the External Secrets Operator reads Argo CD's credentials: a store that only this namespace can use. */
export class VaultStore extends ComponentResource {
  /** The name of the SecretStore. */
  static readonly storeName = 'argocd-vault';

  constructor(name: string, { namespace, vault }: VaultStoreArgs, opts?: ComponentResourceOptions) {
    super('argo-bootstrap:components:VaultStore', name, {}, opts);
    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata: { name: SERVICE_ACCOUNT, namespace }, automountServiceAccountToken: false },
      { parent: this },
    );
    const kubernetes = {
      mountPath: vault.authMount,
      role: vault.role,
      serviceAccountRef: { name: SERVICE_ACCOUNT },
    };
    new k8s.apiextensions.CustomResource(
      `${name}-store`,
      {
        apiVersion: 'external-secrets.io/v1',
        kind: 'SecretStore',
        metadata: { name: VaultStore.storeName, namespace },
        spec: {
          provider: {
            vault: { server: vault.server, path: vault.path, version: 'v2', auth: { kubernetes } },
          },
        },
      },
      { parent: this, dependsOn: [account] },
    );
    this.registerOutputs({});
  }
}
