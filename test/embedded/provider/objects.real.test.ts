import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../../../embedded/provider/cluster/cluster';
import { valueAt } from '../../../embedded/provider/cluster/objects';
import {
  containsSecret,
  isSecret,
  isUnknown,
  type JsonObject,
  secret,
  UNKNOWN,
} from '../../../embedded/provider/wire/values';
import { apiOf } from './support/api';
import { testCluster } from './support/cluster';
import { initFailure, Plugin, type Resource, urnOf } from './support/plugin';

const CONFIG_MAP = 'kubernetes:core/v1:ConfigMap';
const WIDGET = 'kubernetes:example.org/v1:Widget';

describe('the offline provider, objects', function () {
  this.timeout(60_000);
  let plugin: Plugin;
  let api: Cluster;
  let home: string;

  before(async function () {
    this.timeout(120_000);
    const cluster = await testCluster();
    home = await mkdtemp(join(tmpdir(), 'argo-bootstrap-test-'));
    api = apiOf(cluster.kubeconfig);
    plugin = await Plugin.start(home, { ...process.env, KUBECONFIG: cluster.kubeconfig });
    await plugin.configure({});
    await plugin.create(urnOf('kubernetes:core/v1:Namespace', 'objects'), namespace('objects'));
  });

  after(async () => {
    await plugin?.stop();
    await rm(home, { recursive: true, force: true });
  });

  /** Somebody else changes an object. */
  const meddle = (object: JsonObject, manager = 'kubectl') =>
    api.apply(object, { manager, force: true, dryRun: false });

  it('creates, updates and deletes, and finds nothing to change in between', async () => {
    const urn = urnOf(CONFIG_MAP, 'plain');
    const made = await plugin.create(urn, configMap('plain', { a: '1', b: '2' }));
    assert.equal(made.id, 'objects/plain');
    assert.deepEqual(await plugin.diff(made, configMap('plain', { a: '1', b: '2' })), {
      changes: [],
      deleteBeforeReplace: false,
    });
    const wanted = configMap('plain', { a: '2', c: '3' });
    assert.deepEqual((await plugin.diff(made, wanted)).changes, [
      'data.a: update',
      'data.b: delete',
      'data.c: add',
    ]);
    const updated = await plugin.update(made, wanted);
    assert.deepEqual(valueAt(await live('ConfigMap', 'plain'), 'data'), { a: '2', c: '3' });
    await plugin.delete(updated);
    assert.equal(await api.get(reference('ConfigMap', 'plain')), undefined);
    await plugin.delete(updated);
  });

  it('names an object that has no name, and keeps the name', async () => {
    const urn = urnOf(CONFIG_MAP, 'nameless');
    const made = await plugin.create(urn, { metadata: { namespace: 'objects' }, data: { a: '1' } });
    assert.match(made.id, /^objects\/nameless-[0-9a-f]{8}$/);
    const { inputs } = await plugin.check(
      urn,
      { metadata: { namespace: 'objects' }, data: { a: '2' } },
      made.inputs,
    );
    assert.equal(`objects/${valueAt(inputs, 'metadata', 'name')}`, made.id);
  });

  it('previews by a dry run, which changes nothing and invents no uid', async () => {
    const previewed = await plugin.create(urnOf(CONFIG_MAP, 'dry'), configMap('dry', { a: '1' }), {
      preview: true,
    });
    assert.ok(isUnknown(valueAt(previewed.state, 'metadata', 'uid')));
    assert.equal(await api.get(reference('ConfigMap', 'dry')), undefined);
    await assert.rejects(
      plugin.create(urnOf(CONFIG_MAP, 'bad'), configMap('No_Such_Name', { a: '1' }), { preview: true }),
      /ConfigMap objects\/No_Such_Name: .*metadata.name: Invalid value/,
    );
  });

  it('previews what needs a namespace or a kind that does not exist yet, and values that are not known', async () => {
    const elsewhere = { metadata: { name: 'x', namespace: 'not-there' }, data: { a: '1' } };
    const early = await plugin.create(urnOf(CONFIG_MAP, 'early'), elsewhere, { preview: true });
    assert.deepEqual(valueAt(early.state, 'data'), { a: '1' });
    const kind = 'kubernetes:nowhere.example.org/v1:Thing';
    const thing = { metadata: { name: 'x', namespace: 'objects' }, spec: { a: 1 } };
    assert.deepEqual(
      valueAt((await plugin.create(urnOf(kind, 'thing'), thing, { preview: true })).state, 'spec'),
      { a: 1 },
    );
    const unknown = configMap('unknown', { a: UNKNOWN });
    assert.ok(
      isUnknown(
        valueAt((await plugin.create(urnOf(CONFIG_MAP, 'u'), unknown, { preview: true })).state, 'data', 'a'),
      ),
    );
  });

  it('waits for a definition, then makes custom resources of it', async () => {
    const definition = 'kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition';
    await plugin.create(urnOf(definition, 'widgets'), definitionOf('Widget'));
    const made = await plugin.create(urnOf(WIDGET, 'w'), widget({ size: 1 }));
    assert.equal(made.id, 'objects/w');
    const wrong = widget({ size: 'large' });
    await assert.rejects(plugin.update(made, wrong, { preview: true }), /Widget objects\/w: .*spec\.size/);
    assert.equal(valueAt((await plugin.update(made, widget({ size: 2 }))).state, 'spec', 'size'), 2);
    await plugin.create(urnOf(definition, 'gadgets'), definitionOf('Gadget'));
    const gadget = urnOf('kubernetes:example.org/v1:Gadget', 'g');
    assert.equal(
      (await plugin.create(gadget, widget({ size: 3 }), { preview: true })).state['kind'],
      'Gadget',
    );
    await plugin.delete(await plugin.create(gadget, widget({ size: 3 })));
  });

  it('refuses an object that exists, and takes over one that its own interrupted run made', async () => {
    await meddle({ apiVersion: 'v1', kind: 'ConfigMap', ...configMap('theirs', { a: '1' }) });
    await assert.rejects(
      plugin.create(urnOf(CONFIG_MAP, 'theirs'), configMap('theirs', { a: '1' })),
      /ConfigMap objects\/theirs exists already, managed by "kubectl"[\s\S]*pulumi import/,
    );
    await plugin.create(urnOf(CONFIG_MAP, 'ours'), configMap('ours', { a: '1' }));
    const again = await plugin.create(urnOf(CONFIG_MAP, 'ours'), configMap('ours', { a: '2' }));
    assert.equal(valueAt(again.state, 'data', 'a'), '2');
  });

  it('names the other manager and the field of a conflict, and takes over where told to', async () => {
    const made = await plugin.create(urnOf(CONFIG_MAP, 'shared'), configMap('shared', { a: '1' }));
    await meddle(
      { apiVersion: 'v1', kind: 'ConfigMap', ...configMap('shared', { a: 'theirs' }) },
      'somebody',
    );
    const wanted = configMap('shared', { a: 'mine' });
    for (const preview of [true, false]) {
      await assert.rejects(
        plugin.update(made, wanted, { preview }),
        /ConfigMap objects\/shared[\s\S]*\.data\.a is managed by "somebody"[\s\S]*pulumi\.com\/patchForce/,
      );
    }
    const forced = {
      ...wanted,
      metadata: { ...(wanted['metadata'] as JsonObject), annotations: { 'pulumi.com/patchForce': 'true' } },
    };
    assert.equal(valueAt((await plugin.update(made, forced)).state, 'data', 'a'), 'mine');
  });

  it('replaces where Kubernetes demands it, known or only told by the server', async () => {
    const frozen = (data: JsonObject) => ({ ...configMap('frozen', data), immutable: true });
    const made = await plugin.create(urnOf(CONFIG_MAP, 'frozen'), frozen({ a: '1' }));
    assert.deepEqual(await plugin.diff(made, frozen({ a: '2' })), {
      changes: ['data.a: update_replace'],
      deleteBeforeReplace: true,
    });
    assert.deepEqual((await plugin.diff(made, configMap('renamed', { a: '1' }))).changes, [
      'immutable: delete_replace',
      'metadata.name: update_replace',
    ]);
    const priority = (value: number) => ({ metadata: { name: 'objects-priority' }, value });
    const type = 'kubernetes:scheduling.k8s.io/v1:PriorityClass';
    const priorityClass = await plugin.create(urnOf(type, 'p'), priority(1));
    assert.deepEqual((await plugin.diff(priorityClass, priority(2))).changes, ['value: update_replace']);
  });

  it('reports drift on refresh, spells unchanged values as the program does, and notices what is gone', async () => {
    const quota = {
      metadata: { name: 'q', namespace: 'objects' },
      spec: { hard: { 'requests.cpu': '1000m', pods: '5' } },
    };
    const made = await plugin.create(urnOf('kubernetes:core/v1:ResourceQuota', 'q'), quota);
    assert.deepEqual((await plugin.diff(await refreshed(made), quota)).changes, []);
    await meddle({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: quota.metadata,
      spec: { hard: { pods: '7' } },
    });
    assert.deepEqual((await plugin.diff(await refreshed(made), quota)).changes, ['spec.hard.pods: update']);
    await plugin.delete(made);
    assert.equal(await plugin.read(made), undefined);
  });

  it('imports by id alone', async () => {
    await meddle({ apiVersion: 'v1', kind: 'ConfigMap', ...configMap('found', { a: '1' }) });
    const empty = { urn: urnOf(CONFIG_MAP, 'found'), id: 'objects/found', inputs: {}, state: {} };
    const imported = await refreshed(empty);
    assert.deepEqual(imported.inputs, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      ...configMap('found', { a: '1' }),
    });
    assert.deepEqual((await plugin.diff(imported, configMap('found', { a: '1' }))).changes, []);
  });

  it('keeps secrets secret in state, and out of every message', async () => {
    const canary = 'CANARY-object-5c1f';
    const urn = urnOf('kubernetes:core/v1:Secret', 's');
    const inputs = (type: string) => ({
      metadata: { name: 's', namespace: 'objects' },
      type,
      stringData: { password: canary },
    });
    const made = await plugin.create(urn, inputs('Opaque'));
    for (const bag of [made.inputs, made.state])
      assert.ok(isSecret(bag['stringData']) || isSecret(bag['data']));
    assert.ok(!clearText(made.state).includes(Buffer.from(canary).toString('base64')));
    assert.ok(!clearText(made.state).includes(canary));
    const hidden = await plugin.create(
      urnOf(CONFIG_MAP, 'h'),
      configMap('h', { a: secret(canary), b: 'open' }),
    );
    assert.ok(containsSecret(hidden.state['data']));
    assert.ok(!clearText(hidden.state).includes(canary));
    assert.deepEqual((await plugin.diff(made, inputs('kubernetes.io/basic-auth'))).changes, [
      'type: update_replace',
    ]);
    const refused = configMap('h', { 'a key': secret(canary), [canary]: 'x' });
    await assert.rejects(
      plugin.create(urnOf(CONFIG_MAP, 'r'), { ...refused, bogus: secret(canary) }),
      (error: Error) => {
        assert.ok(!error.message.includes(canary), error.message);
        return true;
      },
    );
    assert.ok(!plugin.engine.messages.some((message) => message.includes(canary)));
  });

  it('waits for a rollout; where it fails, says why and keeps the state for the next run', async () => {
    const type = 'kubernetes:apps/v1:Deployment';
    const made = await plugin.create(urnOf(type, 'd'), deployment('d', {}));
    assert.equal(valueAt(made.state, 'status', 'availableReplicas'), 1);
    const nowhere = deployment('stuck', { nodeSelector: { 'no-such': 'node' } });
    const error: unknown = await plugin
      .create(urnOf(type, 'stuck'), nowhere, { timeout: 3 })
      .catch((reason) => reason);
    const failure = initFailure(error);
    assert.equal(failure?.id, 'objects/stuck');
    assert.match(
      failure?.reasons.join('\n') ?? '',
      /Deployment objects\/stuck: 0 of 1 replicas available \(gave up after 3 s\)[\s\S]*Unschedulable/,
    );
    const left = {
      urn: urnOf(type, 'stuck'),
      id: 'objects/stuck',
      inputs: nowhere,
      state: failure?.state ?? {},
    };
    assert.equal(
      valueAt((await plugin.update(left, deployment('stuck', {}))).state, 'status', 'availableReplicas'),
      1,
    );
  });

  it('honours skipAwait and waitFor', async () => {
    const type = 'kubernetes:apps/v1:Deployment';
    const annotated = (name: string, annotations: JsonObject) => {
      const base = deployment(name, { nodeSelector: { 'no-such': 'node' } });
      return { ...base, metadata: { ...(base['metadata'] as JsonObject), annotations } };
    };
    await plugin.create(urnOf(type, 'skip'), annotated('skip', { 'pulumi.com/skipAwait': 'true' }));
    const waitFor = { 'pulumi.com/waitFor': 'jsonpath={.status.unavailableReplicas}=1' };
    await plugin.create(urnOf(type, 'jsonpath'), annotated('jsonpath', waitFor), { timeout: 20 });
  });

  it('deletes with patience, but not for ever: finalizers are named', async () => {
    const held = configMap('held', { a: '1' });
    const metadata = { ...(held['metadata'] as JsonObject), finalizers: ['example.org/never'] };
    const made = await plugin.create(urnOf(CONFIG_MAP, 'held'), { ...held, metadata });
    await assert.rejects(
      plugin.delete(made, 1),
      /ConfigMap objects\/held is still being deleted; held by finalizers example\.org\/never \(gave up after 1 s\)/,
    );
    await api.apply(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: held['metadata'] as JsonObject },
      {
        manager: String(made.state['__fieldManager']),
        force: true,
        dryRun: false,
      },
    );
    await plugin.delete(made);
  });

  it('patches objects of others, and lets go of its fields', async () => {
    await meddle({ apiVersion: 'v1', kind: 'ConfigMap', ...configMap('patched', { theirs: '1' }) });
    const patch = { apiVersion: 'v1', kind: 'ConfigMap', ...configMap('patched', { mine: '2' }) };
    const made = await plugin.create(urnOf('kubernetes:core/v1:ConfigMapPatch', 'patch'), patch);
    assert.deepEqual(valueAt(await live('ConfigMap', 'patched'), 'data'), { mine: '2', theirs: '1' });
    await plugin.delete(made);
    assert.deepEqual(valueAt(await live('ConfigMap', 'patched'), 'data'), { theirs: '1' });
  });

  async function live(kind: string, name: string): Promise<JsonObject> {
    const found = await api.get(reference(kind, name));
    assert.ok(found, `${kind} ${name} is missing`);
    return found;
  }

  async function refreshed(resource: Resource): Promise<Resource> {
    const now = await plugin.read(resource);
    assert.ok(now, `${resource.id} is gone`);
    return now;
  }
});

function reference(kind: string, name: string) {
  return { apiVersion: 'v1', kind, namespace: 'objects', name };
}

function namespace(name: string): JsonObject {
  return { metadata: { name } };
}

function configMap(name: string, data: JsonObject): JsonObject {
  return { metadata: { name, namespace: 'objects' }, data };
}

function widget(spec: JsonObject): JsonObject {
  return { metadata: { name: 'w', namespace: 'objects' }, spec };
}

function deployment(name: string, podSpec: JsonObject): JsonObject {
  const labels = { app: name };
  const spec = { containers: [{ name: 'c', image: 'example.org/none' }], ...podSpec };
  return {
    metadata: { name, namespace: 'objects' },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

function definitionOf(kind: string): JsonObject {
  const plural = `${kind.toLowerCase()}s`;
  const schema = {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: { size: { type: 'integer' } },
          x_kubernetes_preserve_unknown_fields: true,
        },
      },
    },
  };
  return {
    metadata: { name: `${plural}.example.org` },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind, plural },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}

/** What a state shows to somebody who has no key: everything outside the secret envelopes. */
function clearText(value: unknown): string {
  return JSON.stringify(value, (_, item) => (isSecret(item) ? '[secret]' : item));
}
