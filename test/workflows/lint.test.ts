import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const DIRECTORY = resolve(__dirname, '..', '..', '.github', 'workflows');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What a pull request can choose, and a shell would run: never inside of a script. */
const CHOSEN_BY_OTHERS = /\$\{\{[^}]*github\.(event\.|head_ref|ref_name)/;

/** Actions that hand a token or secrets to code of the checkout. */
const TRUSTED_EVENTS = ['pull_request_target', 'workflow_run'];

for (const name of readdirSync(DIRECTORY)) {
  describe(`workflow ${name}`, () => {
    const text = readFileSync(join(DIRECTORY, name), 'utf8');
    const workflow = parse(text, { uniqueKeys: true }) as Workflow;
    const jobs = Object.values(workflow.jobs);
    const steps = jobs.flatMap((job) => job.steps);

    it('pins every action to a commit, and says which version that is', () => {
      for (const [, pin = ''] of text.matchAll(/uses: (.*)/g)) {
        assert.match(pin, /^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      }
    });

    it('grants nothing to all jobs, and to each only what it names', () => {
      assert.deepEqual(workflow.permissions, {});
      for (const { permissions } of jobs) assert.ok(permissions && Object.keys(permissions).length > 0);
    });

    it('ends', () => {
      for (const job of jobs) assert.ok((job['timeout-minutes'] ?? 0) > 0);
    });

    it('puts nothing that a pull request chooses into a script', () => {
      for (const { run, with: inputs } of steps) {
        assert.doesNotMatch(run ?? '', CHOSEN_BY_OTHERS);
        assert.doesNotMatch(String(inputs?.['script'] ?? ''), /\$\{\{/);
      }
    });

    it('leaves no token in the checkout', () => {
      for (const { uses, with: inputs } of steps) {
        if (uses?.startsWith('actions/checkout@')) assert.equal(inputs?.['persist-credentials'], false);
      }
    });

    it('runs no code of a pull request where it may write', () => {
      const isTrusted = TRUSTED_EVENTS.some((event) => event in workflow.on);
      const mayWrite = jobs.some(({ permissions }) => Object.values(permissions ?? {}).includes('write'));
      if (!isTrusted && !mayWrite) return;
      assert.ok(!('pull_request' in workflow.on));
      assert.ok(steps.every(({ uses, run }) => run === undefined && !uses?.startsWith('actions/checkout@')));
    });

    it('shows secrets to no pull request from a fork', () => {
      if (!text.includes('secrets.')) return;
      for (const job of jobs) {
        assert.match(job.if ?? '', /head\.repo\.full_name == github\.repository/);
      }
    });
  });
}
