import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { binDirectory, resolveTools } from '../../toolchain';
import { testCluster } from '../embedded/provider/support/cluster';
import { sightings, watchProcesses } from './support/canaries';
import { CREDENTIALS, giveCredentials } from './support/credentials';
import { REHEARSAL_TOOLS, Rehearsal } from './support/rehearsal';

describe('the values of credentials, through the life of a stack', function () {
  this.timeout(120_000);
  const all = CREDENTIALS.map(({ canary }) => canary);
  let rehearsal: Rehearsal;
  let tools: string;
  let kubeconfig: string;

  before(async function () {
    this.timeout(1_200_000);
    tools = await binDirectory(await resolveTools(REHEARSAL_TOOLS));
    kubeconfig = (await testCluster()).kubeconfig;
    rehearsal = await Rehearsal.create({ kubeconfig, context: 'kwok-argo-bootstrap-local', tools });
    await giveCredentials(rehearsal, tools);
    // Nothing in this cluster would ever do what the finalizer waits for.
    rehearsal.edit('infra/kubernetes/gitops/argocd/parent/apps-root-staging.yaml', (document) => {
      document.deleteIn(['metadata', 'finalizers']);
    });
  });

  after(() => rehearsal?.remove());

  /** Runs a Pulumi command that writes its events as well, and asserts that no value shows anywhere. */
  async function runUnseen(...args: string[]): Promise<{ failed: boolean; output: string }> {
    const events = join(rehearsal.checkout.root, '.events');
    const stop = watchProcesses(all);
    const result = await rehearsal
      .pulumi(...args, '--event-log', events, '--logtostderr', '-v=3')
      .finally(stop);
    const text = [result.output, readFileSync(events, 'utf8'), rehearsal.kept()].join('\n');
    assert.deepEqual(stop(), [], 'in a command line');
    assert.deepEqual(sightings(text, all), [], `in the output, the events or the state of ${args.join(' ')}`);
    return result;
  }

  it('do not show in a preview', async () => {
    const { failed, output } = await runUnseen('preview', '--diff');
    assert(!failed, output);
  });

  it('do not show when an update fails', async () => {
    const chart = ['config', 'argo-bootstrap:argocd', 'chart', 'path'];
    rehearsal.edit('Pulumi.staging.yaml', (document) => document.setIn(chart, 'charts/none'));
    const { failed } = await runUnseen('up', '--yes', '--skip-preview');
    rehearsal.edit('Pulumi.staging.yaml', (document) => document.setIn(chart, 'charts/argo-cd'));
    assert(failed);
  });

  it('arrive in Secrets of one project each, and show nowhere else', async () => {
    const { failed, output } = await runUnseen('up', '--yes', '--skip-preview');
    assert(!failed, output);
    const args = [
      'get',
      'secrets',
      '--namespace',
      'argocd',
      '--selector',
      'argocd.argoproj.io/secret-type=repository',
    ];
    const { stdout } = await execa(join(tools, 'kubectl'), [...args, '--output', 'json'], {
      env: { KUBECONFIG: kubeconfig },
    });
    const { items } = JSON.parse(stdout) as {
      items: { metadata: { name: string }; data: Record<string, string> }[];
    };
    const found = new Map(items.map(({ metadata, data }) => [metadata.name, data]));
    const projects = ['apps', 'root'];
    const names = CREDENTIALS.flatMap(({ settings }) =>
      projects.map((one) => `repo-${settings.name}-${one}`),
    );
    assert.deepEqual([...found.keys()].sort(), names.sort());
    for (const { settings, field, canary } of CREDENTIALS) {
      for (const project of projects) {
        const data = found.get(`repo-${settings.name}-${project}`);
        const text = (key: string) => Buffer.from(data?.[key] ?? '', 'base64').toString('utf8');
        assert.equal(text(field), canary.value, settings.name);
        assert.equal(text('project'), project, settings.name);
      }
    }
  });

  it('do not show when nothing changes', async () => {
    const { failed, output } = await runUnseen('up', '--yes', '--skip-preview', '--expect-no-changes');
    assert(!failed, output);
  });

  it('survive an export, a lost state and an import', async () => {
    const { root } = rehearsal.checkout;
    const backup = join(root, '.backup.json');
    assert(!(await rehearsal.pulumi('stack', 'export', '--file', backup)).failed);
    assert.deepEqual(sightings(readFileSync(backup, 'utf8'), all), []);
    assert(!(await rehearsal.pulumi('stack', 'rm', '--force', '--preserve-config', '--yes')).failed);
    assert(!(await rehearsal.pulumi('stack', 'init', 'staging')).failed);
    const imported = await rehearsal.pulumi('stack', 'import', '--file', backup);
    assert(!imported.failed, imported.output);
    const { failed, output } = await runUnseen('up', '--yes', '--skip-preview', '--expect-no-changes');
    assert(!failed, output);
  });

  it('do not show when everything goes', async () => {
    const { failed, output } = await runUnseen('destroy', '--yes', '--skip-preview');
    assert(!failed, output);
  });
});
