import * as k8s from '@pulumi/kubernetes';
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  type Resource,
} from '@pulumi/pulumi';
import type { Credential, Vault } from '../config/credentials/schema';
import { type RepositoryField, repositoryFields } from './repository-fields';
import { VaultStore } from './vault-store';

/** By this label Argo CD knows a Secret as a repository. */
const LABELS = { 'argocd.argoproj.io/secret-type': 'repository', 'app.kubernetes.io/part-of': 'argocd' };

export interface RepositoryCredentialsArgs {
  readonly namespace: Input<string>;
  readonly credentials: readonly Credential[];
  /** The secret value of each credential by its name; none for one that stays in Vault. */
  readonly secrets: ReadonlyMap<string, Output<string>>;
  /** The projects that may read a repository; each gets a Secret of its own, which no other project can use. */
  readonly projectsOf: (repository: string) => readonly string[];
  /** Where the values of external secrets are; needed as soon as a credential has that source. */
  readonly vault: Vault | undefined;
}

/** What Argo CD reads private repositories with: one Secret for each repository and project. */
export class RepositoryCredentials extends ComponentResource {
  readonly secrets: readonly Resource[];

  constructor(name: string, args: RepositoryCredentialsArgs, opts?: ComponentResourceOptions) {
    super('argo-bootstrap:components:RepositoryCredentials', name, {}, opts);
    const store =
      args.vault &&
      new VaultStore(`${name}-vault`, { namespace: args.namespace, vault: args.vault }, { parent: this });
    this.secrets = args.credentials.flatMap((credential) =>
      args
        .projectsOf(credential.repository)
        .map((project) => this.secretOf(name, credential, project, args, store)),
    );
    this.registerOutputs({});
  }

  private secretOf(
    name: string,
    credential: Credential,
    project: string,
    args: RepositoryCredentialsArgs,
    store: VaultStore | undefined,
  ): Resource {
    const metadata = {
      name: `repo-${credential.name}-${project}`,
      namespace: args.namespace,
      labels: LABELS,
    };
    const child = `${name}-${credential.name}-${project}`;
    const fields = repositoryFields(credential, project);
    if (credential.source.from === 'externalSecret') {
      if (!store) throw new Error('config.ts lets no external secret pass without a Vault');
      const spec = externalSecretSpec(credential.source, metadata.name, fields);
      return new k8s.apiextensions.CustomResource(
        child,
        { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata, spec },
        { parent: this, dependsOn: [store] },
      );
    }
    const value = args.secrets.get(credential.name);
    if (!value) throw new Error('config.ts lets no credential pass without its value');
    return new k8s.core.v1.Secret(child, { metadata, data: encode(fields, value) }, { parent: this });
  }
}

/** The fields as a Secret holds them. `data` and not `stringData`, which servers never remove a key by. */
function encode(fields: readonly RepositoryField[], secret: Output<string>): Record<string, Input<string>> {
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
  return Object.fromEntries(
    fields.map(({ key, value }) => [key, value === undefined ? secret.apply(base64) : base64(value)]),
  );
}

/** The same fields as a template, into which the operator puts the value that it reads from Vault. */
export function externalSecretSpec(
  source: Extract<Credential['source'], { from: 'externalSecret' }>,
  target: string,
  fields: readonly RepositoryField[],
) {
  const data = fields.map(({ key, value }) => [key, value ?? '{{ .value }}']);
  return {
    refreshInterval: source.refreshInterval,
    secretStoreRef: { kind: 'SecretStore', name: VaultStore.storeName },
    target: {
      name: target,
      creationPolicy: 'Owner',
      template: { engineVersion: 'v2', metadata: { labels: LABELS }, data: Object.fromEntries(data) },
    },
    data: [{ secretKey: 'value', remoteRef: { key: source.key, property: source.property } }],
  };
}
