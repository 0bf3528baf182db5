import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { binDirectory, resolveTools } from '../../toolchain';
import { testCluster } from '../embedded/provider/support/cluster';
import { appKeyCanary, deployKeyCanary, sightings, tokenCanary, watchProcesses } from './support/canaries';
import { Rehearsal } from './support/rehearsal';

const SOPS_FILE = 'secrets/staging.yaml';
const KINDS = {
  app: {
    kind: 'githubApp',
    appId: '1',
    installationId: '2',
    field: 'githubAppPrivateKey',
    canary: appKeyCanary,
  },
  key: { kind: 'sshKey', field: 'sshPrivateKey', canary: deployKeyCanary },
  token: { kind: 'token', username: 'argocd', field: 'password', canary: tokenCanary },
} as const;

const SOURCES = { pulumi: { from: 'pulumi' }, sops: { from: 'sops', file: SOPS_FILE } } as const;

const OWN = 'https://github.com/example-org/argo-bootstrap';

/** One credential for each kind and each source through which Pulumi sees the value. */
const CREDENTIALS = Object.entries(KINDS).flatMap(([short, { field, canary, ...kind }]) =>
  Object.values(SOURCES).map((source) => {
    const name = `${short}-${source.from}`;
    const scheme = kind.kind === 'sshKey' ? 'ssh://git@' : 'https://';
    const repository = `${scheme}github.com/example-org/${name}`;
    return { field, canary: canary(), settings: { name, repository, ...kind, source } };
  }),
);

function withSource(from: keyof typeof SOURCES) {
  return CREDENTIALS.filter(({ settings }) => settings.source.from === from);
}

describe('the values of credentials, through the life of a stack', function () {
  this.timeout(120_000);
  const all = CREDENTIALS.map(({ canary }) => canary);
  let rehearsal: Rehearsal;
  let tools: string;
  let kubeconfig: string;

  before(async function () {
    this.timeout(1_200_000);
    const names = [
      'pulumi',
      'pulumi-language-nodejs',
      'helm',
      'kubectl',
      'sops',
      'age',
      'age-keygen',
    ] as const;
    tools = await binDirectory(await resolveTools(names));
    kubeconfig = (await testCluster()).kubeconfig;
    rehearsal = await Rehearsal.create({ kubeconfig, context: 'kwok-argo-bootstrap-local', tools });
    allowRepositories();
    await encryptValues();
    // Nothing in this cluster would ever do what the finalizer waits for.
    rehearsal.edit('infra/kubernetes/gitops/argocd/parent/apps-root-staging.yaml', (document) => {
      document.deleteIn(['metadata', 'finalizers']);
    });
  });

  after(() => rehearsal?.remove());

  function allowRepositories(): void {
    rehearsal.edit('policy/allowlist.yaml', (document) => {
      const urls = [OWN, ...CREDENTIALS.map(({ settings }) => settings.repository)];
      const entries = urls.map((url) => ({ url, projects: ['root', 'apps'] }));
      document.setIn(['environments', 'staging', 'gitRepositories'], entries);
    });
    rehearsal.edit('Pulumi.staging.yaml', (document) => {
      document.setIn(
        ['config', 'argo-bootstrap:credentials'],
        CREDENTIALS.map(({ settings }) => settings),
      );
    });
  }

  async function encryptValues(): Promise<void> {
    const { root } = rehearsal.checkout;
    for (const { settings, canary } of withSource('pulumi')) {
      const path = ['--secret', '--path', `secrets.${settings.name}`];
      const { failed, output } = await rehearsal.pulumiWithInput(canary.value, 'config', 'set', ...path);
      assert(!failed, output);
    }
    const key = join(root, '.age-key');
    await execa(join(tools, 'age-keygen'), ['-o', key]);
    rehearsal.env['SOPS_AGE_KEY_FILE'] = key;
    mkdirSync(join(root, 'secrets'));
    const values = withSource('sops').map(({ settings, canary }) => [settings.name, canary.value]);
    writeFileSync(join(root, SOPS_FILE), stringify(Object.fromEntries(values)));
    const recipient = /age1\w+/.exec(readFileSync(key, 'utf8'))?.[0] ?? '';
    await execa(join(tools, 'sops'), ['encrypt', '--age', recipient, '--in-place', SOPS_FILE], { cwd: root });
  }

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
