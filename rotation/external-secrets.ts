import { setTimeout as delay } from 'node:timers/promises';
import {
  CustomObjectsApi,
  type KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';
import { z } from 'zod';
import type { Credential } from '../config/credentials/schema';
import { ARGOCD_NAMESPACE as namespace } from '../embedded/settings';
import { ProblemError } from '../gitops/problem';
import { CANDIDATE_PROJECT, secretName, unlessGone } from './cluster';

const GROUP = { group: 'external-secrets.io', version: 'v1', plural: 'externalsecrets', namespace };
const OBJECT = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' };

/** How long the operator may take to read Vault. */
const PATIENCE_MS = 60_000;
const POLL_MS = 500;

const externalSecretSchema = z.looseObject({
  spec: z.looseObject({
    target: z.looseObject({ template: z.looseObject({ data: z.record(z.string(), z.string()) }) }),
  }),
  status: z
    .looseObject({
      refreshTime: z.string().optional(),
      /** Made of the object's generation and annotations as they were at the last refresh. */
      syncedResourceVersion: z.string().optional(),
      conditions: z
        .array(
          z.looseObject({
            type: z.string(),
            status: z.string(),
            reason: z.string().optional(),
            message: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});

type ExternalSecret = z.infer<typeof externalSecretSchema>;

/** The ExternalSecrets of one credential, by which the External Secrets Operator copies its value out of Vault. */
export class ExternalSecrets {
  private readonly api: CustomObjectsApi;

  /**
   * @param checkInterrupt Throws where the user has asked to stop.
   * @param patienceMs How long the operator may take.
   */
  constructor(
    private readonly config: KubeConfig,
    private readonly credential: Credential,
    private readonly checkInterrupt: () => void,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.api = config.makeApiClient(CustomObjectsApi);
  }

  /**
   * Has the operator copy what Vault has now into a Secret that no Application can use, by an ExternalSecret like that of
   * `project`.
   *
   * @throws ProblemError with the operator's own words where it does not.
   */
  async offer(project: string): Promise<void> {
    await this.withdraw();
    const { spec } = await this.read(this.nameFor(project));
    const { target } = spec;
    const name = this.nameFor(CANDIDATE_PROJECT);
    const data = { ...target.template.data, project: CANDIDATE_PROJECT };
    const template = { ...target.template, data };
    const body = { ...OBJECT, metadata: { name }, spec: { ...spec, target: { ...target, name, template } } };
    await this.api.createNamespacedCustomObject({ ...GROUP, body });
    await this.untilRefreshed(name, undefined);
  }

  async withdraw(): Promise<void> {
    const name = this.nameFor(CANDIDATE_PROJECT);
    await unlessGone(this.api.deleteNamespacedCustomObject({ ...GROUP, name }));
  }

  /** Has the operator read Vault again for every one of `projects`. @throws ProblemError where it does not in time. */
  async refresh(projects: readonly string[]): Promise<void> {
    const names = projects.map((project) => this.nameFor(project));
    const before = await Promise.all(names.map((name) => this.read(name)));
    await Promise.all(names.map((name) => this.forceSync(name)));
    await Promise.all(names.map((name, index) => this.untilRefreshed(name, before[index])));
  }

  /** Every value of the annotation that it has not seen makes the operator refresh at once. */
  private async forceSync(name: string): Promise<void> {
    const annotations = { 'force-sync': new Date().toISOString() };
    const object = { ...OBJECT, metadata: { name, namespace, annotations } };
    const api = KubernetesObjectApi.makeApiClient(this.config);
    await api.patch(object, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch);
  }

  private async untilRefreshed(name: string, before: ExternalSecret | undefined): Promise<void> {
    const deadline = Date.now() + this.patienceMs;
    for (;;) {
      this.checkInterrupt();
      const now = await this.read(name);
      if (isRefreshed(before, now)) return;
      if (Date.now() > deadline) throw new ProblemError([this.stale(name, now)]);
      await delay(POLL_MS);
    }
  }

  private async read(name: string): Promise<ExternalSecret> {
    return externalSecretSchema.parse(await this.api.getNamespacedCustomObject({ ...GROUP, name }));
  }

  private stale(name: string, now: ExternalSecret) {
    const limit = `${Math.round(this.patienceMs / 1000)} s`;
    return {
      rule: 'external-secret-stale',
      found: `External Secrets has not refreshed ${namespace}/${name} in ${limit}: ${wordsOf(now)}`,
      expected: 'a refresh, which the annotation force-sync asks for',
      fix: `mend what it says (kubectl describe externalsecret ${name} -n ${namespace}), and run this command again`,
    };
  }

  private nameFor(project: string): string {
    return secretName(this.credential, project);
  }
}

/** The time of a refresh counts seconds, and two may be within one: the version tells those apart. */
function isRefreshed(before: ExternalSecret | undefined, { status }: ExternalSecret): boolean {
  const old = before?.status;
  const isNewer =
    status?.refreshTime !== old?.refreshTime || status?.syncedResourceVersion !== old?.syncedResourceVersion;
  return isNewer && readiness(status)?.status === 'True';
}

function readiness(status: ExternalSecret['status']) {
  return status?.conditions?.find(({ type }) => type === 'Ready');
}

/** What the operator itself says. */
function wordsOf({ status }: ExternalSecret): string {
  const condition = readiness(status);
  if (!condition) return 'it has said nothing about it; is it running?';
  const { status: ready, reason, message } = condition;
  const said = `Ready is ${ready}${reason ? `, ${reason}` : ''}${message ? `: ${message}` : ''}`;
  return ready === 'True' ? `${said}, from before; is it running?` : said;
}
