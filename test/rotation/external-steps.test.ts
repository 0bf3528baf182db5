import assert from 'node:assert/strict';
import { ProblemError } from '../../gitops/problem';
import { CANDIDATE_PROJECT } from '../../rotation/cluster';
import { type ExternalContext, openExternalSteps } from '../../rotation/external-steps';
import { rotate } from '../../rotation/rotate';

const REPOSITORY = 'https://github.com/example-org/tree';
const CREDENTIAL = {
  name: 'monorepo',
  repository: REPOSITORY,
  kind: 'token',
  username: 'argocd',
  source: { from: 'externalSecret', key: 'argocd/monorepo', property: 'token', refreshInterval: '1h' },
} as const;

interface World {
  /** What Vault has. */
  readonly vault: string;
  /** The values that Argo CD cannot read with. */
  readonly refused?: readonly string[];
  /** Whether an Application suffers from the new value. */
  readonly isDisturbing?: boolean;
  /** Projects whose Secret the operator does not refresh. */
  readonly stale?: readonly string[];
}

/** An environment with the value `old` in the Secrets of two projects, and what was done to it. */
function environment({ vault, refused = [], isDisturbing = false, stale = [] }: World) {
  const secrets = new Map([
    ['root', 'old'],
    ['apps', 'old'],
  ]);
  const done: string[] = [];
  const context: ExternalContext = {
    environment: 'staging',
    stored: { credential: CREDENTIAL, context: 'staging', file: 'Pulumi.staging.yaml' },
    checkInterrupt: () => undefined,
    place: 'argocd/monorepo of Vault',
    refreshInterval: '1h',
    cluster: {
      secrets: async () => new Map([...secrets].filter(([project]) => project !== CANDIDATE_PROJECT)),
      offered: async () => secrets.get(CANDIDATE_PROJECT) ?? '',
      withdraw: async () => void secrets.delete(CANDIDATE_PROJECT),
      wellApplications: async () =>
        isDisturbing && secrets.get('root') !== 'old' ? ['web'] : ['api', 'web'],
      refreshAll: async () => void done.push('refresh Applications'),
    },
    externals: {
      offer: async (project) => {
        done.push(`offer like ${project}`);
        secrets.set(CANDIDATE_PROJECT, vault);
      },
      withdraw: async () => void done.push('withdraw'),
      refresh: async (projects) => {
        done.push(`refresh ${projects.join(', ')}`);
        for (const project of projects) if (!stale.includes(project)) secrets.set(project, vault);
      },
    },
    argoCd: {
      connect: async (_repository, project) => {
        done.push(`connect ${project}`);
        const works = !refused.includes(secrets.get(project) ?? '');
        return { works, message: works ? '' : 'authentication required' };
      },
    },
  };
  return {
    context,
    secrets,
    done,
    run: async () => rotate(await openExternalSteps(context), () => undefined),
  };
}

/** The one problem that a rotation ends with. */
async function problemOf(run: () => Promise<void>) {
  const error = await run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ProblemError, String(error));
  const [problem, ...others] = error.problems;
  assert.ok(problem && others.length === 0);
  return problem;
}

describe('a rotation whose new value is in Vault', () => {
  it('has what is there tried alone, and only then copied for every project', async () => {
    const { done, secrets, run } = environment({ vault: 'new' });
    await run();
    assert.deepEqual(done, [
      'connect apps',
      'offer like apps',
      `connect ${CANDIDATE_PROJECT}`,
      'withdraw',
      'refresh apps, root',
      'connect apps',
      'connect root',
      'refresh Applications',
    ]);
    assert.deepEqual(Object.fromEntries(secrets), { root: 'new', apps: 'new' });
  });

  it('copies nothing with which Argo CD cannot read, and says until when that holds', async () => {
    const { done, secrets, run } = environment({ vault: 'bad', refused: ['bad'] });
    const { rule, found, fix } = await problemOf(run);
    assert.equal(rule, 'credential-refused');
    assert.match(found, /authentication required$/);
    assert.equal(
      fix,
      'put the old value back in argocd/monorepo of Vault; it is in use until the operator reads Vault by itself (1h)',
    );
    assert.deepEqual(done.slice(-1), ['withdraw']);
    assert.deepEqual(Object.fromEntries(secrets), { root: 'old', apps: 'old' });
  });

  it('says that Vault has no new value', async () => {
    const { rule, found } = await problemOf(environment({ vault: 'old' }).run);
    assert.equal(rule, 'rotation-pointless');
    assert.equal(found, 'credential monorepo: the value in argocd/monorepo of Vault is the one in use');
  });

  it('has the old value put back in Vault where an Application suffers, as nothing here has it', async () => {
    const { done, run } = environment({ vault: 'new', isDisturbing: true });
    const { rule, found, fix } = await problemOf(run);
    assert.equal(rule, 'rotation-disturbed');
    assert.match(found, /^api no longer/);
    assert.match(fix, /^put the old value back in argocd\/monorepo of Vault .* nothing here has it$/);
    assert.equal(done.filter((one) => one.startsWith('refresh apps')).length, 1);
  });

  it('does not take a Secret for refreshed that has another value', async () => {
    const { run } = environment({ vault: 'new', stale: ['root'] });
    await assert.rejects(run(), /the Secrets of root do not have the new value/);
  });
});
