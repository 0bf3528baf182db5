import { setTimeout as delay } from 'node:timers/promises';
import { CoreV1Api, CustomObjectsApi, KubeConfig, type V1Secret } from '@kubernetes/client-node';
import { repositoryFields } from '../components/repository-fields';
import type { Credential } from '../config/credentials/schema';
import { readApplications, refreshApplications } from '../embedded/applications/read';
import { isWell } from '../embedded/applications/wait';
import { ARGOCD_NAMESPACE as namespace } from '../embedded/settings';
import { ProblemError } from '../gitops/problem';

/** The project of the offered Secret. No AppProject has the name, so no Application can use it. */
export const CANDIDATE_PROJECT = 'argo-bootstrap-rotation';

const LABEL = 'argocd.argoproj.io/secret-type';
const REFRESH = 'argocd.argoproj.io/refresh';
const REFRESH_TIMEOUT_MS = 120_000;
const POLL_MS = 500;

/** The access to a cluster by the kubeconfig of whoever runs this. @throws ProblemError where none has the context. */
export function configOf(context: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromDefault();
  if (!config.getContextObject(context)) throw new ProblemError([noContext(context)]);
  config.setCurrentContext(context);
  return config;
}

/** The name of the Secret by which a project reads the repository of a credential. */
export function secretName({ name }: Credential, project: string): string {
  return `repo-${name}-${project}`;
}

/** Waits for a deletion; what is not there needs none. */
export async function unlessGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if ((error as { code?: number }).code !== 404) throw error;
  }
}

/** What a rotation does in the cluster of one environment. */
export class RotationCluster {
  private readonly core: CoreV1Api;

  constructor(
    private readonly config: KubeConfig,
    private readonly credential: Credential,
  ) {
    this.core = config.makeApiClient(CoreV1Api);
  }

  /** The projects that have the credential, with its secret value as base64. */
  async secrets(): Promise<Map<string, string>> {
    const { items } = await this.core.listNamespacedSecret({
      namespace,
      labelSelector: `${LABEL}=repository`,
    });
    const own = items.flatMap(({ metadata, data }): [string, string][] => {
      const project = Buffer.from(data?.['project'] ?? '', 'base64').toString('utf8');
      const isOwn = project !== CANDIDATE_PROJECT && metadata?.name === this.nameFor(project);
      return isOwn ? [[project, data?.[this.secretKey()] ?? '']] : [];
    });
    return new Map(own);
  }

  /** Makes a Secret with the value that no Application can use. */
  async offer(value: string): Promise<void> {
    await this.withdraw();
    const fields = repositoryFields(this.credential, CANDIDATE_PROJECT);
    const stringData = Object.fromEntries(fields.map((field) => [field.key, field.value ?? value]));
    const body: V1Secret = {
      metadata: { name: this.nameFor(CANDIDATE_PROJECT), labels: { [LABEL]: 'repository' } },
      stringData,
    };
    await this.core.createNamespacedSecret({ namespace, body });
  }

  /** The secret value of the Secret that no Application can use, as base64. */
  async offered(): Promise<string> {
    const name = this.nameFor(CANDIDATE_PROJECT);
    const { data } = await this.core.readNamespacedSecret({ namespace, name });
    return data?.[this.secretKey()] ?? '';
  }

  async withdraw(): Promise<void> {
    const name = this.nameFor(CANDIDATE_PROJECT);
    await unlessGone(this.core.deleteNamespacedSecret({ namespace, name }));
  }

  /** The names of the Applications that are Synced and Healthy. */
  async wellApplications(): Promise<string[]> {
    return (await readApplications(this.config, namespace)).filter(isWell).map(({ name }) => name);
  }

  /** Has every Application compare itself again, from Git on; returns when all have. */
  async refreshAll(): Promise<void> {
    await refreshApplications(this.config, namespace, 'hard');
    const deadline = Date.now() + REFRESH_TIMEOUT_MS;
    while (await this.isRefreshing()) {
      if (Date.now() > deadline) throw new Error('Argo CD has not compared every Application again in time');
      await delay(POLL_MS);
    }
  }

  /** Argo CD takes the annotation away when it is done. */
  private async isRefreshing(): Promise<boolean> {
    const api = this.config.makeApiClient(CustomObjectsApi);
    const resource = { group: 'argoproj.io', version: 'v1alpha1', plural: 'applications', namespace };
    const { items } = (await api.listNamespacedCustomObject(resource)) as {
      items: { metadata: { annotations?: Record<string, string> } }[];
    };
    return items.some(({ metadata }) => metadata.annotations?.[REFRESH] !== undefined);
  }

  private nameFor(project: string): string {
    return secretName(this.credential, project);
  }

  private secretKey(): string {
    const field = repositoryFields(this.credential, '').find(({ value }) => value === undefined);
    if (!field) throw new Error('every kind of credential has one secret value');
    return field.key;
  }
}

function noContext(context: string) {
  return {
    rule: 'config-context',
    found: `no kubeconfig has the context ${context}`,
    expected: 'the context that the stack names',
    fix: 'point KUBECONFIG at the file that has it',
  };
}
