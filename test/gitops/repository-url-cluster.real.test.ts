import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TestEnvironment } from '../e2e/support/environment';
import { LISTED, SPELLINGS, title } from './support/spellings';

const MINUTE = 60_000;
const PROJECT = 'spellings';
const CLUSTER = 'https://kubernetes.default.svc';
const LABEL = 'spellings.test';

/** What is read of an Application that Argo CD has looked at. */
interface Judged {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly sync?: object;
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
  };
}

function metadata(name: string) {
  return { name, namespace: 'argocd', labels: { [LABEL]: 'true' } };
}

/** A project with exactly the listed repositories, and an Application for each spelling. */
function manifests(): object {
  const apiVersion = 'argoproj.io/v1alpha1';
  const destination = { server: CLUSTER, namespace: PROJECT };
  const project = {
    apiVersion,
    kind: 'AppProject',
    metadata: metadata(PROJECT),
    spec: { sourceRepos: LISTED, destinations: [destination] },
  };
  const applications = SPELLINGS.map(({ url }, index) => ({
    apiVersion,
    kind: 'Application',
    metadata: metadata(`spelling-${index}`),
    spec: { project: PROJECT, source: { repoURL: url, path: '.', targetRevision: 'HEAD' }, destination },
  }));
  return { apiVersion: 'v1', kind: 'List', items: [project, ...applications] };
}

describe('repository addresses, as a running Argo CD judges them', function () {
  this.timeout(6 * MINUTE);
  let environment: TestEnvironment;

  before(async function () {
    this.timeout(10 * MINUTE);
    environment = await TestEnvironment.create();
    const up = await environment.cli('up');
    assert.equal(up.exitCode, 0, up.text);
  });

  after(() => environment?.remove());

  /** Every Application of the table, once Argo CD has said something about all of them. */
  async function judged(): Promise<Map<string, Judged>> {
    const get = ['get', 'applications', '-n', 'argocd', '-l', `${LABEL}=true`, '-o', 'json'];
    for (;;) {
      const { items } = JSON.parse(await environment.kubectl(...get)) as { items: Judged[] };
      const done = items.filter(({ status }) => status?.sync || (status?.conditions ?? []).length > 0);
      if (done.length === SPELLINGS.length) return new Map(items.map((item) => [item.metadata.name, item]));
      await delay(1_000);
    }
  }

  it('a project permits exactly the spellings that the table says', async () => {
    const file = join(environment.root, '..', 'spellings.json');
    writeFileSync(file, JSON.stringify(manifests()));
    const created = await environment.inShell('kubectl', 'create', '-f', file);
    assert.equal(created.exitCode, 0, created.text);
    const applications = await judged();
    const verdicts = SPELLINGS.map(({ url }, index) => {
      const conditions = applications.get(`spelling-${index}`)?.status?.conditions ?? [];
      return `${title(url)}: ${conditions.every(({ type }) => type !== 'InvalidSpecError')}`;
    });
    assert.deepEqual(
      verdicts,
      SPELLINGS.map(({ url, permitted }) => `${title(url)}: ${permitted}`),
    );
  });
});
