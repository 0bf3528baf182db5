import assert from 'node:assert/strict';
import { writeTogether } from '../../config/write-together';
import { judge } from '../../promotion/evidence';
import { type Promotion, type PromotionOptions, planPromotion } from '../../promotion/plan';
import { formatPromotion } from '../../promotion/report';
import { Repository } from './support/repository';

const STACK = 'Pulumi.production.yaml';
const PARENT = 'infra/kubernetes/gitops/argocd/parent/apps-root-production.yaml';
const GATEWAY = 'platform/gateway/values/production.yaml';

/** What status says of a staging with two Applications at `revision`. */
function staging(revision: string, history: readonly string[] = [], health = 'Healthy') {
  const row = { environment: 'staging', sync: 'Synced', health: 'Healthy', revision, history: [] };
  return [
    { ...row, name: 'apps-root', layer: 'root' },
    { ...row, name: 'infra-gateway', layer: 'platform', health, history },
  ];
}

describe('a promotion', function () {
  this.timeout(60_000);
  let repository: Repository;
  /** The commit that production runs. */
  let old: string;

  before(async () => {
    repository = await Repository.create();
    old = await repository.git('rev-parse', 'HEAD');
    const committed = /revision: ([0-9a-f]{40})/.exec(repository.read(STACK))?.[1] ?? '';
    for (const file of [STACK, PARENT]) {
      repository.write(file, repository.read(file).replaceAll(committed, old));
    }
    await repository.commit('Promote production to the start');
  });

  afterEach(async () => {
    await repository.git('checkout', '--quiet', '--force', 'main');
  });

  after(() => repository.remove());

  /** Commits to a branch of its own, which stays checked out. */
  async function onBranch(name: string, ...commits: (() => Promise<string>)[]): Promise<string[]> {
    await repository.git('checkout', '--quiet', '-b', name);
    const made: string[] = [];
    for (const one of commits) made.push(await one());
    return made;
  }

  const openGateway = () => repository.touch(GATEWAY, 'Open the gateway');
  const closeGateway = () => repository.touch(GATEWAY, 'Close the gateway');

  /** A promotion for which the branch that is checked out is the trunk. */
  function plan(
    rows: ReturnType<typeof staging>,
    options: Partial<PromotionOptions> = {},
  ): Promise<Promotion> {
    return planPromotion({
      root: repository.root,
      from: 'staging',
      to: 'production',
      rollback: false,
      trunk: 'HEAD',
      evidence: async () => judge(rows, 'staging'),
      ...options,
    });
  }

  it('moves production to what staging runs, and says what comes along', async () => {
    const billing = 'infra/kubernetes/gitops/argocd/apps/billing/environments/production.yaml';
    const [, , at = ''] = await onBranch(
      'forwards',
      openGateway,
      () => repository.change('README.md', 'Write it down'),
      () => repository.change(billing, 'Deploy billing', 'namespace: billing\n'),
    );
    const promotion = await plan(staging(at));
    assert.equal(promotion.direction, 'forwards');
    assert.deepEqual(promotion.proof, { how: 'healthy', at });
    // The promotion that `before` made is the fourth.
    assert.equal(promotion.gained.total, 4);
    assert.deepEqual(
      promotion.gained.relevant.map(({ subject, author }) => [subject, author]),
      [
        ['Deploy billing', 'Ada'],
        ['Open the gateway', 'Ada'],
      ],
    );
    assert.deepEqual(promotion.applications, [
      { name: 'infra-gateway', change: 'changed', files: [`infra/kubernetes/gitops/argocd/${GATEWAY}`] },
      { name: 'service-billing', change: 'added', files: [] },
    ]);
    const shown = formatPromotion(promotion, false);
    assert.match(shown, /^production: [0-9a-f]{12} → [0-9a-f]{12}\nEvery Application of staging is Synced/);
    assert.match(shown, /Commits it gains: 4, 2 of which change what it reads\n/);
    assert.match(
      shown,
      / {2}infra-gateway {4}changed {2}values\/production\.yaml\n {2}service-billing {2}added\n/,
    );
    assert.match(shown, /Nothing was written/);
    assert.equal(await repository.git('status', '--porcelain'), '');
  });

  it('leaves a change of two files to commit, and then nothing more to do', async () => {
    const [at = ''] = await onBranch('written', openGateway);
    writeTogether(repository.root, (await plan(staging(at))).rewrites);
    const changes = (await repository.git('diff', '--numstat')).split('\n');
    assert.deepEqual(changes, [`1\t1\t${STACK}`, `4\t4\t${PARENT}`]);
    await assert.rejects(plan(staging(at)), /promotion-uncommitted[\s\S]*promotion-uncommitted/);
    await repository.commit('Promote');
    const again = await plan(staging(at));
    assert.equal(again.direction, 'none');
    assert.match(formatPromotion(again, false), /runs [0-9a-f]{12} already; nothing changes/);
  });

  it('reports what takes an Application out, and what the root reads', async () => {
    const path = 'infra/kubernetes/gitops/argocd/apps/hello/environments/production.yaml';
    const [at = ''] = await onBranch('removal', async () => {
      await repository.git('rm', '--quiet', path);
      return repository.touch('overlays/production/kustomization.yaml', 'Take hello out');
    });
    const { applications } = await plan(staging(at));
    assert.deepEqual(
      applications.map(({ name, change }) => [name, change]),
      [
        ['apps-root', 'changed'],
        ['service-hello', 'removed'],
      ],
    );
  });

  it('takes a commit that differs only outside of what environments read for what ran', async () => {
    const [at = '', next = ''] = await onBranch('elsewhere', openGateway, () =>
      repository.change('README.md', 'Write it down'),
    );
    const { proof, revision } = await plan(staging(at), { revision: next });
    assert.deepEqual([revision.after, proof], [next, { how: 'healthy', at }]);
  });

  it('goes by what Argo CD remembers where staging has moved on', async () => {
    const [at = '', next = ''] = await onBranch('remembered', openGateway, closeGateway);
    const promotion = await plan(staging(next, [old, at]), { revision: at });
    assert.deepEqual(promotion.proof, { how: 'synced', at, applications: ['infra-gateway'] });
    assert.match(formatPromotion(promotion, false), /synced infra-gateway to it; whether all was Healthy/);
  });

  it('refuses what staging never ran', async () => {
    const [at = '', next = ''] = await onBranch('unproven', openGateway, closeGateway);
    await assert.rejects(plan(staging(at, [old]), { revision: next }), {
      message: [
        `nothing shows that staging ever ran ${next} [promotion-never-ran]`,
        `  expected: a commit that Argo CD of staging remembers: ${at.slice(0, 8)}, ${old.slice(0, 8)}`,
        '  fix: let staging run it first, or go back to what was promoted before with --rollback',
      ].join('\n'),
    });
  });

  it('refuses what staging runs badly', async () => {
    const [at = ''] = await onBranch('degraded', openGateway);
    await assert.rejects(plan(staging(at, [at], 'Degraded')), {
      message: [
        `staging runs ${at}, and not all is well: infra-gateway (Synced, Degraded, ${at.slice(0, 8)}) [promotion-unhealthy]`,
        '  expected: every Application Synced and Healthy at that commit',
        '  fix: mend staging first, or name an earlier commit that it ran with --revision',
      ].join('\n'),
    });
  });

  it('refuses a commit that is not on the trunk', async () => {
    const [at = ''] = await onBranch('side', openGateway);
    await assert.rejects(plan(staging(at), { trunk: 'main' }), {
      message: [
        `${at} is no commit of main [promotion-off-trunk]`,
        '  expected: a commit that was merged to the trunk',
        '  fix: merge it first, or git fetch origin where main is out of date',
      ].join('\n'),
    });
  });

  it('takes for the trunk what was pushed, before what lies in the clone', async () => {
    await repository.git('update-ref', 'refs/remotes/origin/main', 'main');
    const [at = ''] = await onBranch('unpushed', openGateway);
    const evidence = async () => judge(staging(at), 'staging');
    const { root } = repository;
    await assert.rejects(
      planPromotion({ root, from: 'staging', to: 'production', rollback: false, evidence }),
      /is no commit of origin\/main \[promotion-off-trunk\]/,
    );
  });

  it('goes backwards only where that is asked for, and says so', async () => {
    const [at = ''] = await onBranch('backwards', openGateway);
    writeTogether(repository.root, (await plan(staging(at))).rewrites);
    await repository.commit('Promote');
    await assert.rejects(plan(staging(at, [old]), { revision: old }), {
      message: [
        `${old} lacks 2 commits that production runs at ${at}, 1 of which change what it reads [promotion-backwards]`,
        '  expected: a commit that has everything that runs there',
        '  fix: add --rollback where going back is what you want',
      ].join('\n'),
    });
    const unasked = () => Promise.reject(new Error('staging need not be asked'));
    const rollback = await plan([], { rollback: true, evidence: unasked });
    assert.deepEqual(rollback.revision, { before: at, after: old });
    assert.deepEqual([rollback.direction, rollback.proof], ['backwards', { how: 'promoted', at: old }]);
    const shown = formatPromotion(rollback, true);
    assert.match(shown, /, BACKWARDS\nproduction ran it before\./);
    assert.match(shown, /Commits it loses: 2, 1 of which change what it reads/);
    assert.match(shown, /Roll back production to/);
  });

  it('starts from a pin that git does not know', async () => {
    const [at = ''] = await onBranch('first', () => {
      for (const file of [STACK, PARENT]) {
        repository.write(file, repository.read(file).replaceAll(old, 'f'.repeat(40)));
      }
      return repository.commit('A pin from elsewhere');
    });
    const promotion = await plan(staging(at));
    assert.equal(promotion.direction, 'first');
    assert.deepEqual(new Set(promotion.applications.map(({ change }) => change)), new Set(['added']));
  });

  it('refuses files that disagree, and environments that cannot be promoted between', async () => {
    await onBranch('disagreeing', () => {
      repository.write(PARENT, repository.read(PARENT).replace(old, 'e'.repeat(40)));
      return repository.commit('A slip');
    });
    await assert.rejects(
      plan(staging(old)),
      /apps-root-production\.yaml:\d+: spec\.source\.targetRevision is e+ /,
    );
    await assert.rejects(
      plan(staging(old), { from: 'local' }),
      /production reads https.*, local reads file:/,
    );
    await assert.rejects(plan(staging(old), { to: 'staging' }), /staging follows main \[promotion-target\]/);
  });

  it('refuses evidence of another environment', async () => {
    const local = staging(old).map((row) => ({ ...row, environment: 'local' }));
    await assert.rejects(plan(local), /the Applications are those of local \[evidence-environment\]/);
    await assert.rejects(plan([]), /there is no root Application \[evidence-environment\]/);
  });
});
