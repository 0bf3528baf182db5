import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { resolveTools } from '../../toolchain';
import { ChartSource } from '../onboarding/support/chart-source';
import { chartFiles } from '../onboarding/support/charts';
import { commit } from '../support/checkout';
import { TestEnvironment } from './support/environment';

const MINUTE = 60_000;
const PROGRAM = join('bin', 'argo-bootstrap');
const KINDS = ['service', 'operator'] as const;
const SOURCES = ['folder', 'repository', 'registry'] as const;
const ALL = KINDS.flatMap((kind) =>
  SOURCES.map((source) => ({ kind, source, service: `${kind}-${source}` })),
);

describe('onboarded services, end to end', function () {
  this.timeout(5 * MINUTE);
  let environment: TestEnvironment;
  let charts: ChartSource;

  before(async () => {
    const helm = (await resolveTools(['helm'])).get('helm')?.path ?? 'helm';
    charts = await ChartSource.start(helm, new Map(KINDS.map((kind) => [kind, chartFiles(kind, kind)])));
    environment = await TestEnvironment.create();
  });

  after(async () => {
    await charts?.stop();
    await environment?.remove();
  });

  /** A folder beside the checkout, as a team has it before it knows of this repository. */
  function writeChart(kind: (typeof KINDS)[number]): string {
    const folder = join(environment.root, '..', kind);
    for (const [path, content] of chartFiles(kind, kind)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return folder;
  }

  async function onboard({ kind, source, service }: (typeof ALL)[number]): Promise<void> {
    const from = { repository: charts.repository, registry: charts.registry };
    const chart =
      source === 'folder'
        ? ['--chart', writeChart(kind)]
        : ['--chart', kind, '--chart-repository', from[source], '--chart-version', '1.2.3'];
    const args = ['onboard', service, '--team', '@example-org/team', ...chart, '--no-check'];
    await execa(PROGRAM, args, { cwd: environment.root, env: charts.env });
    const request = `policy/requests/${service}.patch`;
    if (existsSync(join(environment.root, request))) {
      await execa('git', ['apply', request], { cwd: environment.root });
      rmSync(join(environment.root, request));
    }
    await commit(environment.root, `Onboard ${service}`);
  }

  const names = (...args: string[]) => environment.kubectl('get', ...args, '-o', 'name');

  for (const one of ALL) {
    it(`${one.service}: is brought in, and what it asks for is granted`, () => onboard(one));
  }

  it('go Healthy, each kind from each source of charts', async () => {
    const up = await environment.cli('up');

    assert.equal(up.exitCode, 0, up.text);
    const applications = await environment.applications();
    for (const { kind, service } of ALL) {
      const { sync, health, layer } =
        applications.get(kind === 'service' ? `service-${service}` : `infra-${service}`) ?? {};
      const expected = ['Synced', 'Healthy', kind === 'service' ? 'apps' : 'platform'];
      assert.deepEqual([sync, health, layer], expected, service);
    }
  });

  it('run in namespaces of their own, with quota and network policies', async () => {
    for (const { kind, service } of ALL) {
      assert.equal(await names('deployment', '-n', service), `deployment.apps/${service}`);
      assert.equal(await names('resourcequota', '-n', service), 'resourcequota/compute');
      const policies = (await names('networkpolicy', '-n', service)).split('\n');
      const allowed = kind === 'service' ? ['allow-dns', 'allow-ingress'] : ['allow-dns'];
      const expected = [...allowed, 'default-deny'];
      assert.deepEqual(
        policies.map((name) => name.split('/')[1]),
        expected,
        service,
      );
    }
  });

  it('go with what deploys them, and leave their namespace guarded', async () => {
    for (const service of ['service-folder', 'operator-folder']) {
      const off = await environment.cli('offboard', service, '--yes');
      assert.equal(off.exitCode, 0, off.text);
      await commit(environment.root, `Offboard ${service}`);
    }
    const sync = await environment.cli('sync');

    assert.equal(sync.exitCode, 0, sync.text);
    const applications = await environment.applications();
    for (const service of ['service-folder', 'operator-folder']) {
      assert.equal(applications.has(`service-${service}`) || applications.has(`infra-${service}`), false);
      assert.equal(await names('deployment', '-n', service), '');
      assert.equal(await names('resourcequota', '-n', service), 'resourcequota/compute');
    }
    assert.equal(applications.get('service-service-registry')?.health, 'Healthy');
  });

  it('give their guard rails up last, and only a person deletes the namespace', async () => {
    const off = await environment.cli('offboard', 'service-folder', '--namespace', '--yes');
    assert.equal(off.exitCode, 0, off.text);
    const sync = await environment.cli('sync', '--timeout', '20');

    assert.equal(sync.exitCode, 1, 'the namespace is no longer asked for, and still there');
    assert.match(sync.text, /infra-bootstrap-namespace: OutOfSync/);
    assert.equal(await names('resourcequota', '-n', 'service-folder'), '');
    assert.equal(await names('namespace', 'service-folder'), 'namespace/service-folder');

    await environment.kubectl('delete', 'namespace', 'service-folder');
    const again = await environment.cli('sync');
    assert.equal(again.exitCode, 0, again.text);
  });
});
