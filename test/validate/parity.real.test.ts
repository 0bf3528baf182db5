import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { readAllowlist } from '../../gitops/allowlist';
import type { Application, ApplicationSource, Manifest } from '../../gitops/manifest';
import { resolveTools } from '../../toolchain';
import { type Engine, EngineError, startEngine } from '../../validate/engine/client';
import { evaluateEnvironment } from '../../validate/environment';
import { openSession, type Session } from '../../validate/session';
import { workingTree } from '../../validate/tree/checkout';
import type { Tree } from '../../validate/tree/tree';
import { publish, type RepoServer, startRepoServer } from './support/repo-server';

const PROJECT = resolve(__dirname, '..', '..');
const FIXTURES = join(PROJECT, 'test', 'fixtures', 'validate');

interface Case {
  readonly name: string;
  /** Whether Argo CD refuses it. */
  readonly fails?: boolean;
  readonly sources: readonly Omit<ApplicationSource, 'repoURL'>[];
}

const CASES = parse(readFileSync(join(FIXTURES, 'parity.yaml'), 'utf8')) as readonly Case[];

describe('validate, beside a running repo-server', function () {
  this.timeout(120_000);
  let directory: string;
  let session: Session;
  let server: RepoServer;
  /** Asks the repo-server. The session's own engine reaches no network, not even this one. */
  let asker: Engine;
  let tree: Tree;
  let url: string;
  let apiVersions: readonly string[];

  before(async function () {
    this.timeout(900_000);
    directory = mkdtempSync(join(tmpdir(), 'validate-parity-'));
    session = await openSession({ root: directory, cache: join(directory, 'cache') });
    const files = join(directory, 'tree');
    cpSync(join(FIXTURES, 'parity'), files, { recursive: true });
    cpSync(join(PROJECT, 'helmfiles', 'plugin'), join(files, 'helmfiles', 'plugin'), { recursive: true });
    ({ url } = await publish(files, join(directory, 'repository.git')));
    tree = await workingTree(files);
    server = await startRepoServer(directory);
    const tools = await resolveTools(['engine']);
    asker = startEngine(tools.get('engine')?.path ?? 'engine', process.env, () => []);
    const { engine, openapi } = session.evaluation;
    const offered = { openapiDir: openapi.directory, definitions: [] };
    apiVersions = (await engine.call('api-versions', offered)).apiVersions;
  });

  after(async () => {
    await asker?.close();
    await server?.stop();
    await session?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('has at least 30 cases', () => assert.ok(CASES.length >= 30));

  for (const one of CASES) {
    it(one.name, async () => {
      const application = applicationOf(one, url);
      for (const [index, source] of one.sources.entries()) {
        if (source.ref !== undefined && source.path === undefined) continue;
        const outcome = await theirs(application, index);
        assert.equal(outcome === FAILED, one.fails === true);
        assert.deepEqual(await ours(application, index), outcome);
      }
    });
  }

  for (const environment of ['local', 'staging', 'production']) {
    it(`every Application of ${environment}`, async () => {
      const files = join(directory, environment);
      await copyProject(files, `file://${directory}/${environment}.git`);
      await publish(files, join(directory, `${environment}.git`));
      const allowlist = readAllowlist(PROJECT);
      const { model } = await evaluateEnvironment(
        await workingTree(files),
        environment,
        allowlist,
        session.evaluation,
      );
      assert.ok((model?.applications.length ?? 0) >= 6);
      for (const node of model?.applications ?? []) {
        assert.deepEqual(
          sorted(node.objects),
          await theirs(node.application, 0),
          node.application.metadata.name,
        );
      }
    });
  }

  async function ours(application: Application, source: number): Promise<Outcome> {
    const { renderer, openapi } = session.evaluation;
    const made = await renderer.render(tree, application, source, {
      kubeVersion: openapi.version,
      apiVersions,
    });
    return 'error' in made ? FAILED : sorted(made.objects);
  }

  async function theirs(application: Application, source: number): Promise<Outcome> {
    const { openapi } = session.evaluation;
    try {
      const answer = await asker.call('ask-repo-server', {
        address: server.address,
        application,
        source,
        dir: '',
        refs: [],
        revision: 'main',
        kubeVersion: openapi.version,
        apiVersions,
        timeoutSeconds: 60,
        plugins: {},
      });
      return sorted(answer.objects);
    } catch (error) {
      if (error instanceof EngineError) return FAILED;
      throw error;
    }
  }
});

/** The project's tree, with the test's repository in the place of each environment's own. */
async function copyProject(target: string, repository: string): Promise<void> {
  const tree = await workingTree(PROJECT);
  const below = ['infra', 'helmfiles', 'policy'].flatMap((part) => tree.below(part));
  for (const path of below) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    const text = readFileSync(join(PROJECT, path), 'utf8')
      .replaceAll(/file:\/\/\/workspace|https:\/\/github\.com\/example-org\/argo-bootstrap/g, repository)
      .replaceAll(/\b[0-9a-f]{40}\b/g, 'main');
    writeFileSync(join(target, path), text);
  }
}

/** Both sides refuse, or both give the same objects; the words of a refusal may differ. */
type Outcome = readonly Manifest[] | typeof FAILED;
const FAILED = 'cannot be rendered';

function sorted(objects: readonly Manifest[]): readonly Manifest[] {
  const keyOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.namespace ?? ''} ${metadata.name}`;
  return [...objects].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

function applicationOf({ name, sources }: Case, repoURL: string): Application {
  const complete = sources.map((source) => ({ repoURL, targetRevision: 'main', ...source }));
  const [only] = complete;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'platform',
      destination: { server: 'https://kubernetes.default.svc', namespace: 'web' },
      ...(complete.length === 1 && only ? { source: only } : { sources: complete }),
    },
  };
}
