import * as assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { materialiseVendored } from '../../toolchain';
import { render, toolDirectory } from '../plugin/support/render';
import { refusedBy } from './support/projects';
import { documents, environments, type Manifest, root, slices, tree } from './support/tree';

/** The destination namespace of a slice's Application. */
function destination(layer: string, path: string, environment: string): string {
  const file = layer === 'apps' ? `environments/${environment}.yaml` : 'application.yaml';
  const manifest = parse(readFileSync(join(root, path, file), 'utf8')) as {
    namespace?: string;
    spec?: { destination: { namespace: string } };
  };
  return manifest.spec?.destination.namespace ?? manifest.namespace ?? '';
}

/** A service is in the environments that it has a file for; a slice of the others is in all. */
function isDeployed({ layer, path }: { layer: string; path: string }, environment: string): boolean {
  return layer !== 'apps' || existsSync(join(root, path, `environments/${environment}.yaml`));
}

/** What a service is expected to be made of; the platform's own slices have none. */
function fixtureFile(name: string): string {
  return join(root, 'test/fixtures/services', `${name}.yaml`);
}

interface RenderedSlice {
  readonly layer: string;
  readonly name: string;
  readonly objects: readonly Manifest[];
}

for (const environment of environments) {
  describe(`the slices in ${environment}, rendered by the plugin`, () => {
    const rendered: RenderedSlice[] = [];

    before(async function () {
      this.timeout(1_200_000);
      await materialiseVendored();
      const path = `${await toolDirectory()}:/usr/bin:/bin`;
      for (const { layer, name, path: slice } of slices().filter((one) => isDeployed(one, environment))) {
        const { stdout, stderr } = await render(join(root, slice), {
          PATH: path,
          ARGOCD_ENV_HELMFILE_ENVIRONMENT: environment,
          ARGOCD_APP_NAMESPACE: destination(layer, slice, environment),
        });
        assert.equal(stderr, '', name);
        rendered.push({ layer, name, objects: documents(stdout) });
      }
    });

    const every = () =>
      rendered.flatMap(({ layer, objects }) => objects.map((object) => ({ layer, object })));
    const ofKind = (kind: string) => every().flatMap(({ object }) => (object.kind === kind ? [object] : []));

    it('are admitted by the project of their layer, object by object', () => {
      const refused = every().flatMap(({ layer, object }) => {
        const reason = refusedBy(layer, object);
        return reason ? [`${layer}: ${reason} (${object.kind} ${object.metadata.name})`] : [];
      });
      assert.deepEqual(refused, []);
    });

    it('are made of what their fixtures say', () => {
      const made = rendered.filter(({ name }) => existsSync(fixtureFile(name)));
      assert.ok(made.length > 0);
      for (const { name, objects } of made) {
        const expected = parse(readFileSync(fixtureFile(name), 'utf8')) as Record<string, string[]>;
        const found = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();
        assert.deepEqual(found, expected[environment], `${name}: ${fixtureFile(name)}`);
      }
    });

    it('own every object once', () => {
      const names = every().map(
        ({ object: { kind, metadata } }) => `${kind} ${metadata.namespace}/${metadata.name}`,
      );
      assert.deepEqual(
        names.filter((name, index) => names.indexOf(name) !== index),
        [],
      );
    });

    it('use no namespace that bootstrap-namespace does not make', () => {
      const made = new Set(ofKind('Namespace').map(({ metadata }) => metadata.name));
      for (const { object } of every()) {
        const { namespace } = object.metadata;
        assert.ok(!namespace || made.has(namespace), `${object.kind} ${object.metadata.name}: ${namespace}`);
      }
    });

    it('guard every namespace', () => {
      for (const { metadata } of ofKind('Namespace')) {
        assert.equal(metadata.labels?.['pod-security.kubernetes.io/enforce'], 'restricted');
        const guards = every()
          .filter(({ object }) => object.metadata.namespace === metadata.name)
          .map(({ object }) => `${object.kind} ${object.metadata.name}`);
        for (const guard of [
          'ResourceQuota compute',
          'LimitRange defaults',
          'NetworkPolicy default-deny',
          'NetworkPolicy allow-dns',
        ]) {
          assert.ok(guards.includes(guard), `${metadata.name}: ${guard}`);
        }
      }
    });

    it('leave namespaces and definitions to people to delete', () => {
      const precious = [...ofKind('Namespace'), ...ofKind('CustomResourceDefinition')];
      assert.ok(precious.length > 10);
      for (const { metadata } of precious) {
        assert.equal(metadata.annotations?.['argocd.argoproj.io/sync-options'], 'Prune=false,Delete=false');
      }
    });

    it('define every kind of the Gateway API that they use', () => {
      const defined = new Set(ofKind('CustomResourceDefinition').map(({ metadata }) => metadata.name));
      const used = every().filter(({ object }) => object.apiVersion.startsWith('gateway.networking.k8s.io/'));
      assert.ok(used.length > 0);
      for (const { object } of used) {
        const plural = `${object.kind.toLowerCase()}${object.kind.endsWith('s') ? 'es' : 's'}`;
        assert.ok(defined.has(`${plural}.gateway.networking.k8s.io`), object.kind);
      }
    });

    it('run pods that the restricted level admits', () => {
      for (const { metadata, spec } of ofKind('Deployment') as Deployment[]) {
        const pod = spec.template.spec;
        assert.equal(pod.securityContext.runAsNonRoot, true, metadata.name);
        assert.equal(pod.securityContext.seccompProfile.type, 'RuntimeDefault');
        for (const container of pod.containers) {
          assert.equal(container.securityContext.allowPrivilegeEscalation, false);
          assert.deepEqual(container.securityContext.capabilities.drop, ['ALL']);
          assert.match(container.image, /:[0-9][A-Za-z0-9._-]*$/);
        }
      }
    });
  });
}

interface Deployment extends Manifest {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly securityContext: { runAsNonRoot: boolean; seccompProfile: { type: string } };
        readonly containers: readonly {
          readonly image: string;
          readonly securityContext: { allowPrivilegeEscalation: boolean; capabilities: { drop: string[] } };
        }[];
      };
    };
  };
}

describe('the fixtures of services', () => {
  it('are about slices that are there', () => {
    const names = slices().map(({ name }) => `${name}.yaml`);
    const lost = readdirSync(join(root, 'test/fixtures/services')).filter((file) => !names.includes(file));
    assert.deepEqual(lost, []);
  });
});

describe('the Gateway API slice without its definitions', () => {
  it('says what puts them there', async function () {
    this.timeout(1_200_000);
    const copy = mkdtempSync(join(tmpdir(), 'argo-bootstrap-slice-'));
    const vendored = (file: string) => file.includes('files/vendor');
    cpSync(join(root, tree, 'foundation/crds-gateway'), copy, {
      recursive: true,
      filter: (file) => !vendored(file),
    });
    const { code, stderr } = await render(copy, { PATH: `${await toolDirectory()}:/usr/bin:/bin` });
    rmSync(copy, { recursive: true });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^Error: .*the Gateway API's definitions are missing: `bin\/argo-bootstrap vendor` puts them into/m,
    );
  });
});
