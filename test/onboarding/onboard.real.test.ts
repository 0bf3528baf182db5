import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { resolveTools } from '../../toolchain';
import { type Checkout, commit, copyCheckout } from '../support/checkout';
import { ChartSource } from './support/chart-source';
import { chartFiles } from './support/charts';

const TREE = 'infra/kubernetes/gitops/argocd';
const PROGRAM = join('bin', 'argo-bootstrap');
const KINDS = ['service', 'operator'] as const;
const SOURCES = ['folder', 'repository', 'registry'] as const;

describe('onboarding, on a copy of this project', function () {
  this.timeout(180_000);
  let checkout: Checkout;
  let charts: ChartSource;

  before(async () => {
    const helm = (await resolveTools(['helm'])).get('helm')?.path ?? 'helm';
    charts = await ChartSource.start(helm, new Map(KINDS.map((kind) => [kind, chartFiles(kind, kind)])));
    checkout = await copyCheckout();
    for (const kind of KINDS) {
      for (const [path, content] of chartFiles(kind, kind)) write(join('..', kind, path), content.toString());
    }
  });

  after(async () => {
    await charts?.stop();
    checkout?.remove();
  });

  function write(path: string, content: string): void {
    mkdirSync(dirname(join(checkout.root, path)), { recursive: true });
    writeFileSync(join(checkout.root, path), content);
  }

  const read = (path: string) => readFileSync(join(checkout.root, path), 'utf8');

  async function cli(...args: string[]) {
    const options = { cwd: checkout.root, env: { ...charts.env, NO_COLOR: '1' }, reject: false } as const;
    return execa(PROGRAM, args, { ...options, timeout: 150_000, all: true });
  }

  const changed = async () => (await execa('git', ['status', '--short'], { cwd: checkout.root })).stdout;

  function flagsFor(kind: string, source: (typeof SOURCES)[number]): string[] {
    const team = ['--team', '@example-org/payments'];
    if (source === 'folder') return [...team, '--chart', `../${kind}`];
    const from = source === 'repository' ? charts.repository : charts.registry;
    return [...team, '--chart', kind, '--chart-repository', from, '--chart-version', '1.2.3'];
  }

  it('prints everything in a dry run, and writes nothing', async () => {
    const { all, exitCode } = await cli('onboard', 'payments', ...flagsFor('service', 'folder'), '--dry-run');
    assert.equal(exitCode, 0, all);
    assert.match(all, /payments becomes Application service-payments\./);
    assert.match(all, /apps, because the chart has objects in its namespace only/);
    assert.match(all, /^ +\+ deployment\.yaml {2}\(chart service 1\.2\.3\)$/m);
    assert.match(all, /^\+ +replicas: \{\{ \.Values\.replicas \}\}$/m);
    assert.match(
      all,
      /^local\n(?:.*\n)*? {2}\+ service-payments\n(?:.*\n)*? {6}\+ Deployment payments\/payments$/m,
    );
    assert.match(all, /Nothing was written\.$/);
    assert.equal(await changed(), '');
  });

  it('writes what is asked for, and fails while it is not granted', async () => {
    const flags = flagsFor('operator', 'registry');
    const { stdout, exitCode, stderr } = await cli('onboard', 'trial', ...flags, '--json');
    assert.equal(exitCode, 1, stderr);
    const { layer, findings } = JSON.parse(stdout) as { layer: string; findings: { rule: string }[] };
    assert.equal(layer, 'platform');
    assert.deepEqual([...new Set(findings.map(({ rule }) => rule))].sort(), [
      'chart-origin-allowed',
      'object-not-permitted',
    ]);
    await execa('git', ['clean', '-fdq'], { cwd: checkout.root });
    await execa('git', ['checkout', '-q', '.'], { cwd: checkout.root });
  });

  for (const kind of KINDS) {
    for (const source of SOURCES) {
      it(`brings in ${kind} from ${source}, its requests apply, and a second run does nothing`, async () => {
        const service = `${kind}-${source}`;
        const first = await cli('onboard', service, ...flagsFor(kind, source), '--no-check');
        assert.equal(first.exitCode, 0, first.all);
        const layer = kind === 'service' ? 'apps' : 'platform';
        const record = parse(read(`${TREE}/${layer}/${service}/onboarding.yaml`)) as Record<string, unknown>;
        assert.equal(record['project'], layer);
        assert.equal(JSON.stringify(record).includes('sha256'), source !== 'folder');

        const request = `policy/requests/${service}.patch`;
        if (existsSync(join(checkout.root, request))) {
          await execa('git', ['apply', request], { cwd: checkout.root });
          rmSync(join(checkout.root, request));
        }
        await commit(checkout.root, `Onboard ${service}`);
        const second = await cli('onboard', service, ...flagsFor(kind, source));
        assert.equal(second.exitCode, 0, second.all);
        assert.match(second.all, /is onboarded as Application .*, and nothing is to be changed\./);
        assert.equal(await changed(), '');
      });
    }
  }

  it('passes the check in every environment, once everything is granted', async () => {
    const { all, exitCode } = await cli('validate');
    assert.equal(exitCode, 0, all);
  });

  it('passes the tests of the tree, which compare its objects with its fixture', async () => {
    const slices = 'test/tree/slices.real.test.ts';
    const run = async () =>
      execa('npx', ['mocha', slices], { cwd: checkout.root, reject: false, all: true, timeout: 150_000 });
    const { exitCode, all } = await run();
    assert.equal(exitCode, 0, all);
    const fixture = 'test/fixtures/services/operator-folder.yaml';
    assert.match(read(fixture), /^ {2}- ClusterRole operator-folder$/m);
    write(fixture, read(fixture).replace('ClusterRole', 'Role'));
    const changed = await run();
    await execa('git', ['checkout', '-q', fixture], { cwd: checkout.root });
    assert.match(changed.all, /operator-folder: .*operator-folder\.yaml/);
    assert.notEqual(changed.exitCode, 0);
  });

  it('keeps a chart that was fetched once, when its source is gone', async () => {
    await charts.stop();
    const flags = flagsFor('service', 'repository');
    const again = await cli('onboard', 'service-repository', ...flags);
    assert.equal(again.exitCode, 0, again.all);
    const fresh = await cli('onboard', 'other', ...flags);
    assert.equal(fresh.exitCode, 2);
    assert.match(
      fresh.all,
      /chart service 1\.2\.3 of https:\/\/localhost:\d+ cannot be had: .*\[chart-not-fetched\]/s,
    );
    assert.equal(await changed(), '');
  });

  it('takes a request file, and reports its problems with their lines', async () => {
    write(
      '../request.yaml',
      'service: Billing\nteam: "@example-org/billing"\nnamespace: billing\nenv: [local]\n',
    );
    const { all, exitCode } = await cli('onboard', '--file', '../request.yaml');
    assert.equal(exitCode, 2);
    assert.deepEqual(all.match(/^\S+request\.yaml:\d+: .*$/gm), [
      '../request.yaml:1: service is "Billing" [request-invalid]',
      '../request.yaml:1: environments is missing [request-invalid]',
      '../request.yaml:1: chart is missing [request-invalid]',
      '../request.yaml:4: the document has unknown `env` [request-invalid]',
    ]);
  });

  it('says why a chart does not render, for each environment', async () => {
    write('../broken/Chart.yaml', 'apiVersion: v2\nname: broken\nversion: 1.0.0\n');
    write('../broken/templates/a.yaml', '{{ required "a host is needed" .Values.host }}\n');
    const flags = ['--team', '@a', '--chart', '../broken', '--env', 'local', 'staging'];
    const { all, exitCode } = await cli('onboard', 'broken', ...flags);
    assert.equal(exitCode, 2);
    assert.match(all, /does not render for local: .*a host is needed.*\[chart-unrenderable\]/s);
    assert.match(all, /does not render for staging: /);
  });

  it('refuses a chart with a file that git would leave out', async () => {
    for (const [path, content] of chartFiles('noisy', 'service')) {
      write(join('..', 'noisy', path), content.toString());
    }
    write('../noisy/notes.log', 'noise\n');
    const { all, exitCode } = await cli('onboard', 'noisy', '--team', '@a', '--chart', '../noisy');
    assert.equal(exitCode, 2);
    assert.match(all, /apps\/noisy\/chart\/notes\.log: git ignores the file.*\[file-ignored\]/);
    assert.equal(await changed(), '');
  });

  it('asks on a terminal for what the flags leave out', async () => {
    const command = `${PROGRAM} onboard --chart ../service --no-check --dry-run`;
    const args = ['--quiet', '--return', '--command', command, '/dev/null'];
    const options = { cwd: checkout.root, env: { NO_COLOR: '1' }, reject: false, timeout: 100_000 } as const;
    const child = execa('script', args, options);
    // Stays open, as a keyboard does.
    child.stdin.write('asked\n@example-org/asked\n\nlocal\n\n\n\n');
    const { stdout, exitCode } = await child;
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, /Name of the service: .*Team, as CODEOWNERS writes it/s);
    assert.match(stdout, /\+ {2}- local\r?\n\+size: small/);
    assert.match(stdout, /Nothing was written\./);
  });

  it('takes a service out again, after saying what goes in each environment', async () => {
    const refused = await cli('offboard', 'service-folder');
    assert.equal(refused.exitCode, 2);
    assert.match(refused.all, /\[not-confirmed\]/);
    assert.equal(await changed(), '');

    const { all, exitCode } = await cli('offboard', 'service-folder', '--yes');
    assert.equal(exitCode, 0, all);
    assert.match(all, /^local: Argo CD deletes Application service-service-folder and these objects$/m);
    assert.match(
      all,
      /^production: the ApplicationSet never deletes here: .*`argocd app delete service-service-folder`$/m,
    );
    assert.match(all, /^ {2}- Deployment service-folder\/service-folder$/m);
    await commit(checkout.root, 'Offboard service-folder');
    const namespace = await cli('offboard', 'service-folder', '--namespace', '--yes');
    assert.equal(namespace.exitCode, 0, namespace.all);
    assert.match(namespace.all, /^ {2}- ResourceQuota service-folder\/compute$/m);
    assert.doesNotMatch(namespace.all, /- Namespace /);
  });

  it('says what production keeps of a slice that goes', async () => {
    const { all, exitCode } = await cli('offboard', 'operator-folder', '--dry-run');
    assert.equal(exitCode, 0, all);
    assert.match(all, /^staging: Argo CD deletes Application infra-operator-folder and these objects$/m);
    assert.match(
      all,
      /^production: Argo CD deletes Application infra-operator-folder; these objects stay until/m,
    );
  });
});
