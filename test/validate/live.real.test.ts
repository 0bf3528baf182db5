import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Manifest } from '../../gitops/manifest';
import { ProblemError } from '../../gitops/problem';
import { validateIn } from '../../validate';
import type { LiveCluster, ObjectReference } from '../../validate/live/cluster';
import { formatReport } from '../../validate/report';
import { openSession, type Session } from '../../validate/session';
import { makeTree, readFixture } from './support/fixture';

const FIXTURE = resolve(__dirname, '..', 'fixtures', 'validate', 'valid', 'change.yaml');
const CONFIG = '/ConfigMap/web/web';

/** What a cluster holds, keyed by kind, namespace and name. */
type Objects = Map<string, Manifest>;

const keyOf = ({ kind, namespace, name }: Omit<ObjectReference, 'apiVersion'>) =>
  `${kind} ${namespace} ${name}`;

describe('validate --live', function () {
  this.timeout(120_000);
  let cache: string;
  let session: Session;
  let tree: Awaited<ReturnType<typeof makeTree>>;
  /** A cluster to which the base of the fixture was synced. */
  let synced: Objects;

  before(async function () {
    this.timeout(900_000);
    cache = mkdtempSync(join(tmpdir(), 'validate-live-'));
    session = await openSession({ root: cache, cache });
    tree = await makeTree(readFixture(FIXTURE));
    synced = await clusterOfBase();
  });

  after(async () => {
    await session?.close();
    tree?.remove();
    rmSync(cache, { recursive: true, force: true });
  });

  /** What the base renders, with the marks that Argo CD and the API server add. */
  async function clusterOfBase(): Promise<Objects> {
    const base = await makeTree({ ...readFixture(FIXTURE), edit: [], add: {}, remove: [] });
    try {
      const { environments } = await validateIn(session, { root: base.dir, environments: ['local'] });
      const objects: Objects = new Map();
      for (const { node, manifest, namespace } of environments[0]?.facts?.objects ?? []) {
        const { metadata } = manifest;
        const { name: application } = node.application.metadata;
        const annotations = {
          ...metadata.annotations,
          'argocd.argoproj.io/tracking-id': `${application}:${trackingOf(manifest, namespace)}`,
          'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(manifest),
        };
        const own = namespace === '' ? {} : { namespace };
        const live = { ...manifest, metadata: { ...metadata, ...own, uid: 'some', annotations }, status: {} };
        objects.set(keyOf({ kind: manifest.kind, namespace, name: metadata.name }), live as Manifest);
      }
      for (const { application, objects: own } of environments[0]?.model?.applications ?? []) {
        const key = keyOf({ kind: 'Application', namespace: 'argocd', name: application.metadata.name });
        const resources = own.map(({ apiVersion, kind, metadata }) => ({
          ...(apiVersion.includes('/') && { group: apiVersion.split('/')[0] }),
          version: apiVersion.split('/').at(-1),
          kind,
          ...(kind !== 'Namespace' && {
            namespace: metadata.namespace ?? application.spec.destination.namespace,
          }),
          name: metadata.name,
        }));
        objects.set(key, { ...(objects.get(key) ?? application), status: { resources } } as Manifest);
      }
      return objects;
    } finally {
      base.remove();
    }
  }

  function trackingOf({ apiVersion, kind, metadata }: Manifest, namespace: string): string {
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    return `${group}/${kind}:${namespace === '' ? 'web' : namespace}/${metadata.name}`;
  }

  function clusterWith(objects: Objects, refused: readonly string[] = []): LiveCluster {
    return {
      name: 'test-cluster',
      applications: async () => [...objects.values()].filter(({ kind }) => kind === 'Application'),
      read: async (reference) => {
        const key = keyOf(reference);
        if (refused.includes(key)) throw new Error('forbidden');
        return objects.get(key);
      },
    };
  }

  const compare = async (objects: Objects, refused?: readonly string[]) => {
    const cluster = clusterWith(objects, refused);
    const options = { root: tree.dir, environments: ['local'], base: 'HEAD', live: async () => cluster };
    const result = await validateIn(session, options);
    const [live] = result.live ?? [];
    assert.ok(live);
    return { result, live, text: formatReport(result, 'text') };
  };

  const changed = (key: string, change: (live: Record<string, unknown>) => void): Objects => {
    const copy = new Map(synced);
    const live = structuredClone(copy.get(key)) as unknown as Record<string, unknown>;
    assert.ok(live, key);
    change(live);
    copy.set(key, live as unknown as Manifest);
    return copy;
  };

  it('says that what the change touches runs as the base has it, and nothing else differs', async () => {
    const { live, text, result } = await compare(synced);
    assert.equal(live.states.get(CONFIG), 'as-base');
    assert.match(text, /~ ConfigMap web\/web \(runs as the base has it\)/);
    assert.match(text, /local, compared with the cluster test-cluster: nothing besides the change$/m);
    assert.deepEqual(result.findings, []);
  });

  it('says that the cluster runs the change already', async () => {
    const { live } = await compare(
      changed('ConfigMap web web', (map) => {
        map['data'] = { greeting: 'good evening' };
      }),
    );
    assert.equal(live.states.get(CONFIG), 'as-head');
    assert.deepEqual(live.applications, []);
  });

  it('shows what somebody changed by hand, with what a sync would make of it', async () => {
    const { live, text } = await compare(
      changed('ConfigMap web web', (map) => {
        map['data'] = { greeting: 'by hand' };
      }),
    );
    assert.equal(live.states.get(CONFIG), 'differs');
    const [object] = live.applications[0]?.objects ?? [];
    assert.match(object?.diff ?? '', /^- {2}greeting: by hand$/m);
    assert.match(object?.diff ?? '', /^\+ {2}greeting: good evening$/m);
    assert.ok(!object?.beforeText.includes('last-applied'));
    assert.match(text, /compared with the cluster test-cluster\n {2}~ infra-web\n {6}~ ConfigMap web\/web/);
  });

  it('tells a missing object, one that a sync prunes, and what is lost with it', async () => {
    const objects = changed('Application argocd infra-web', (application) => {
      const status = application['status'] as { resources: object[] };
      status.resources.push({ version: 'v1', kind: 'Namespace', name: 'gone' });
    });
    objects.delete('ConfigMap web web');
    objects.set('Namespace  gone', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'gone' } });
    const { live, result } = await compare(objects);
    assert.equal(live.states.get(CONFIG), 'missing');
    const changes = live.applications[0]?.objects.map(({ change, name }) => `${change} ${name}`);
    assert.deepEqual(changes, ['added ConfigMap web/web', 'removed Namespace gone']);
    assert.deepEqual(
      result.findings.map(({ rule, object }) => [rule, object]),
      [['deletes-namespace', 'Namespace gone']],
    );
  });

  it('warns of a running Application that its ApplicationSet no longer generates', async () => {
    const objects = new Map(synced);
    const hello = objects.get('Application argocd service-hello');
    assert.ok(hello);
    const ownerReferences = [{ kind: 'ApplicationSet', name: 'apps-local' }];
    const metadata = { ...hello.metadata, name: 'service-old', ownerReferences };
    objects.set('Application argocd service-old', { ...hello, metadata } as Manifest);
    const { result } = await compare(objects);
    assert.deepEqual(
      result.findings.map(({ rule, severity, found }) => [rule, severity, found]),
      [
        [
          'removes-application',
          'warning',
          'service-old runs, and ApplicationSet apps-local no longer generates it',
        ],
      ],
    );
  });

  it('says what it was not allowed to read, and takes it for neither there nor missing', async () => {
    const { live, text } = await compare(synced, ['ConfigMap web web']);
    assert.deepEqual(live.unread, ['ConfigMap web/web: forbidden']);
    assert.deepEqual(live.applications, []);
    assert.match(text, /could not be read: ConfigMap web\/web: forbidden/);
  });

  it('cannot judge where no environment has a cluster that answers', async () => {
    const none = async () => ({ none: 'no kubeconfig has the context some-context' });
    await assert.rejects(
      validateIn(session, { root: tree.dir, environments: ['local'], live: none }),
      (error) =>
        error instanceof ProblemError &&
        error.message.startsWith(
          'local cannot be compared with a cluster: no kubeconfig has the context some-context [cluster-unreachable]',
        ),
    );
  });
});
