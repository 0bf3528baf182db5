import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { type Subject, TYPE } from '../../policy/core/subject';
import {
  application,
  configMap,
  deployment,
  project,
  put,
  release,
  repoServer,
  repositorySecret,
} from './support/resources';
import { Trial, type TrialResource, violations } from './support/trial';

const ROOT = resolve(__dirname, '..', '..');
const REPOSITORY = 'https://git.example.org/infra/deployments';
const WAIVER = {
  rule: 'repository-allowed',
  environment: 'staging',
  value: 'https://git.example.org/infra/experiment',
  reason: 'moves into the list when its review is done',
  owner: '@example-org/gitops',
  expires: '2020-01-31',
};

/** The sample configuration that docs/policies.md gives to other programs. */
function sampleConfig(): object {
  const page = readFileSync(join(ROOT, 'docs', 'policies.md'), 'utf8');
  const [sample] = /(?<=## Another program[\s\S]*?```json\n)[\s\S]*?(?=```)/.exec(page) ?? [];
  return JSON.parse(sample ?? '') as object;
}

/** A repository that has the pack and what docs/policies.md says it needs, and nothing else of this one. */
function foreignRepository(): string {
  const directory = mkdtempSync(join(tmpdir(), 'policy-elsewhere-'));
  for (const folder of ['policy', 'gitops', 'loader'])
    cpSync(join(ROOT, folder), join(directory, folder), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  return directory;
}

function writeAllowlist(directory: string, waivers: readonly object[]): void {
  const staging = {
    gitRepositories: [{ url: REPOSITORY, projects: ['bootstrap', 'apps'] }],
    chartRepositories: [],
    ociRegistries: [],
    imageRegistries: ['quay.io/argoproj', 'ghcr.io/helmfile'],
  };
  mkdirSync(join(directory, 'policy'), { recursive: true });
  writeFileSync(
    join(directory, 'policy', 'allowlist.yaml'),
    stringify({ environments: { staging }, waivers }),
  );
}

/** Argo CD from plain manifests, as a program that knows nothing of this repository installs it. */
function installation(): Record<string, Subject> {
  const kustomize = configMap('argocd-cm', { 'admin.enabled': 'false', 'helm.valuesFileSchemes': '' });
  const parameters = configMap('argocd-cmd-params-cm', {
    'reposerver.plugin.tar.exclusions': '.git/**',
    'reposerver.enable.git.submodule': 'false',
    'applicationsetcontroller.enable.git.submodule': 'false',
  });
  const image = 'quay.io/argoproj/argocd:v3.5.7';
  const secret = put(repositorySecret(), 'stringData', {
    $secret: { type: 'git', url: REPOSITORY, project: 'apps', password: 'x' },
  });
  return {
    chosen: { type: TYPE.provider, props: { context: 'dev-eu' } },
    settings: kustomize,
    parameters,
    rights: configMap('argocd-rbac-cm', { 'policy.default': '' }),
    server: deployment('argocd-server', { image }),
    'repo-server': repoServer(),
    project: put(project(), 'spec.sourceRepos', [REPOSITORY]),
    application: put(application(), 'spec.source.repoURL', REPOSITORY),
    repository: secret,
  };
}

function resources(subjects: Readonly<Record<string, Subject>>): TrialResource[] {
  return Object.entries(subjects).map(([name, { type, props }]) => ({ type, name, props }));
}

describe('the policy pack in a repository of someone else', function () {
  this.timeout(180_000);
  let trial: Trial;
  let directory: string;
  let pack: string;

  before(async function () {
    this.timeout(900_000);
    trial = await Trial.create();
    directory = foreignRepository();
    pack = join(directory, 'policy');
    writeAllowlist(directory, []);
  });

  after(() => {
    trial?.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  it('accepts a sound installation under the sample configuration', async () => {
    trial.register(resources(installation()));
    const outcome = await trial.run('preview', 'dev-eu', sampleConfig(), pack);
    assert.equal(outcome.exitCode, 0, outcome.text);
    assert.deepEqual(violations(outcome), [], outcome.text);
  });

  it('stops what is wrong with it, by the types of its resources', async () => {
    const sound = installation();
    const broken = {
      ...sound,
      chosen: { type: TYPE.provider, props: { context: 'prod-eu' } },
      settings: configMap('argocd-cm', { 'helm.valuesFileSchemes': '' }),
      server: deployment('argocd-server', {
        image: 'quay.io/argoproj/argocd:v3.4.4',
        args: ['argocd-server', '--insecure'],
      }),
      application: put(
        put(application(), 'spec.source.repoURL', 'https://git.example.org/infra/x'),
        'spec.destination.namespace',
        'gitops',
      ),
    };
    trial.register(resources(broken));
    const outcome = await trial.run('preview', 'dev-eu', sampleConfig(), pack);
    assert.notEqual(outcome.exitCode, 0);
    assert.deepEqual(violations(outcome), [
      'argo-image-floor server',
      'project-protects-argocd application',
      'provider-context chosen',
      'repository-allowed application',
      'server-admin-off settings',
      'server-tls server',
    ]);
  });

  it('stops with whose it was where a waiver has expired', async () => {
    writeAllowlist(directory, [WAIVER]);
    try {
      trial.register([]);
      const outcome = await trial.run('preview', 'dev-eu', sampleConfig(), pack);
      assert.notEqual(outcome.exitCode, 0);
      assert.match(
        outcome.text,
        /policy\/allowlist\.yaml:\d+: the waiver of repository-allowed for \S+experiment/,
      );
      assert.match(outcome.text, /owned by @example-org\/gitops, expired on 2020-01-31 \[waiver-expired\]/);
    } finally {
      writeAllowlist(directory, []);
    }
  });

  for (const command of ['preview', 'up'] as const) {
    it(`fails ${command} where it is missing, cannot start, or breaks down over a resource`, async () => {
      trial.register([]);
      const missing = await trial.run(command, 'dev-eu', {}, join(directory, 'none'));
      assert.notEqual(missing.exitCode, 0, missing.text);
      assert.match(missing.text, /none/);
      const broken = join(directory, `broken-${command}`);
      mkdirSync(broken);
      writeFileSync(join(broken, 'PulumiPolicy.yaml'), 'runtime: nodejs\n');
      writeFileSync(join(broken, 'package.json'), '{"main": "index.js"}');
      writeFileSync(join(broken, 'index.js'), 'throw new Error("cannot start 4711");');
      const crashed = await trial.run(command, 'dev-eu', {}, broken);
      assert.notEqual(crashed.exitCode, 0);
      assert.match(crashed.text, /cannot start 4711/);
      const { type, props } = release();
      const file = { $file: join(directory, 'no-such-values.yaml') };
      trial.register([{ type, name: 'release', props: { ...props, valueYamlFiles: [file] } }]);
      const stopped = await trial.run(command, 'dev-eu', sampleConfig(), pack);
      assert.notEqual(stopped.exitCode, 0);
      assert.match(stopped.text, /no-such-values\.yaml/);
      const state = await trial.pulumi('stack', 'export', '--stack', 'dev-eu');
      assert.doesNotMatch(state.text, /helm\.sh/, 'the release was made all the same');
    });
  }
});
