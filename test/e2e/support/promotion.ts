import assert from 'node:assert/strict';
import { pinRevision } from '../../../config/pin-writer';
import { writeTogether } from '../../../config/write-together';
import type { Outcome, TestEnvironment } from './environment';
import { servedCommit } from './rehearsal';

const FILES = [
  'Pulumi.production.yaml',
  'infra/kubernetes/gitops/argocd/parent/apps-root-production.yaml',
] as const;
const IDENTITY = ['-c', 'user.name=reader', '-c', 'user.email=reader@localhost'];

/**
 * The tests of a promotion to production, in the clone of a staging that is up and well, whose trunk has three commits:
 * staging has run the first and the last, and never the one between.
 */
export function itPromotes(opened: () => TestEnvironment): void {
  let [first, overtaken, head] = ['', '', ''];

  const promote = (...args: string[]) => opened().inShell('bin/argo-bootstrap', 'promote', ...args);

  async function git(...args: string[]): Promise<string> {
    const { exitCode, stdout, text } = await opened().inShell('git', ...IDENTITY, ...args);
    assert.equal(exitCode, 0, text);
    return stdout.trim();
  }

  async function commitPin(): Promise<void> {
    await git('commit', '--quiet', '-m', 'Promote production', '--', ...FILES);
  }

  /** What production is pinned to in the files as they are now; each place of both files is asked. */
  async function pinned(): Promise<string[]> {
    const lines = await git('grep', '--no-index', '-hoE', '[rR]evision: [0-9a-f]{40}', '--', ...FILES);
    return [...new Set(lines.split('\n').map((line) => line.split(' ')[1] ?? ''))];
  }

  function assertRefused({ exitCode, text }: Outcome, rule: string): void {
    assert.equal(exitCode, 2, text);
    assert.match(text, new RegExp(`\\[${rule}\\]`));
  }

  it('shows what a promotion to production moves, and writes nothing', async () => {
    [first = '', overtaken = '', head = ''] = await Promise.all(
      ['main~2', 'main~1', 'main'].map((name) => servedCommit(opened(), name)),
    );
    const { program } = opened().embedded;
    writeTogether(program, pinRevision(program, 'production', first));
    await commitPin();
    const { exitCode, text } = await promote('--from', 'staging', '--to', 'production', '--dry-run');

    assert.equal(exitCode, 0, text);
    assert.ok(text.startsWith(`production: ${first.slice(0, 12)} → ${head.slice(0, 12)}\n`), text);
    assert.match(text, /^Every Application of staging is Synced and Healthy/m);
    assert.match(text, /^Commits it gains: 2, 2 of which change what it reads$/m);
    for (const gained of [overtaken, head]) assert.ok(text.includes(`  ${gained.slice(0, 12)}  `), text);
    assert.match(
      text,
      /^Applications it moves: 1\n {2}infra-data-plane {2}changed {2}values\/staging\.yaml$/m,
    );
    assert.match(text, /^Nothing was written/m);
    assert.equal(await git('status', '--porcelain', '--', ...FILES), '');
  });

  it('does not promote what staging never ran', async () => {
    const refused = await promote('--from', 'staging', '--to', 'production', '--revision', overtaken);

    assertRefused(refused, 'promotion-never-ran');
    assert.ok(refused.text.includes(`nothing shows that staging ever ran ${overtaken}`), refused.text);
    assert.equal(await git('status', '--porcelain', '--', ...FILES), '');
  });

  it('pins production to what staging runs, once', async () => {
    const promoted = await promote('--from', 'staging', '--to', 'production');

    assert.equal(promoted.exitCode, 0, promoted.text);
    assert.deepEqual(await pinned(), [head]);
    assertRefused(await promote('--from', 'staging', '--to', 'production'), 'promotion-uncommitted');
    await commitPin();
    const again = await promote('--from', 'staging', '--to', 'production');
    assert.match(again.text, /runs [0-9a-f]{12} already; nothing changes/);
  });

  it('takes production back to what it was pinned to before', async () => {
    const back = await promote('--to', 'production', '--rollback');

    assert.equal(back.exitCode, 0, back.text);
    assert.match(back.text, /BACKWARDS/);
    assert.deepEqual(await pinned(), [first]);
    await commitPin();
  });
}
