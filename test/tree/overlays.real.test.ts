import * as assert from 'node:assert/strict';
import { binDirectory, resolveTools } from '../../toolchain';
import {
  type Application,
  type ApplicationSet,
  buildOverlay,
  environments,
  type Manifest,
  rootApplication,
  slices,
} from './support/tree';

const FINALIZER = 'resources-finalizer.argocd.argoproj.io';
const waves: Record<string, string> = {
  'infra-bootstrap-namespace': '-20',
  'infra-crds-gateway': '-10',
  'infra-data-plane': '0',
  'infra-gateway': '10',
};

function applications(built: readonly Manifest[]): Application[] {
  return built.filter((object): object is Application => object.kind === 'Application');
}

for (const environment of environments) {
  describe(`the overlay of ${environment}, as the root Application builds it`, () => {
    const { source } = rootApplication(environment).spec;
    let built: Manifest[] = [];

    before(async function () {
      this.timeout(1_200_000);
      built = await buildOverlay(environment, await binDirectory(await resolveTools(['kustomize'])));
    });

    it('holds one Application for each slice and the ApplicationSet of this environment', () => {
      const infra = slices().filter(({ layer }) => layer !== 'apps');
      assert.deepEqual(
        built.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`).sort(),
        [
          ...infra.map(({ name }) => `Application argocd/infra-${name}`),
          `ApplicationSet argocd/apps-${environment}`,
        ].sort(),
      );
    });

    it('pins every source to the repository and revision of the root', () => {
      const pin = { repoURL: source.repoURL, revision: source.targetRevision };
      for (const { metadata, spec } of applications(built)) {
        const { repoURL, targetRevision } = spec.source;
        assert.deepEqual({ repoURL, revision: targetRevision }, pin, metadata.name);
      }
      for (const { spec } of built.filter(
        (object): object is ApplicationSet => object.kind === 'ApplicationSet',
      )) {
        const [generator] = spec.generators;
        assert.deepEqual({ repoURL: generator?.git.repoURL, revision: generator?.git.revision }, pin);
        const { repoURL, targetRevision } = spec.template.spec.source;
        assert.deepEqual({ repoURL, revision: targetRevision }, pin);
      }
    });

    it('orders the slices by their waves', () => {
      const found = applications(built).map(({ metadata }): [string, string | undefined] => [
        metadata.name,
        metadata.annotations?.['argocd.argoproj.io/sync-wave'],
      ]);
      assert.deepEqual(Object.fromEntries(found.filter(([name]) => Object.hasOwn(waves, name))), waves);
    });

    it('keeps every wave within its layer', () => {
      for (const { metadata, spec } of applications(built)) {
        const wave = Number(metadata.annotations?.['argocd.argoproj.io/sync-wave']);
        const [first, last] = spec.project === 'foundation' ? [-20, -1] : [0, 19];
        assert.ok(first <= wave && wave <= last, `${metadata.name}: ${wave}`);
      }
    });

    it('keeps each slice in the project, path and layer of its folder', () => {
      const folders = new Map(slices().map((slice) => [`infra-${slice.name}`, slice]));
      for (const { metadata, spec } of applications(built)) {
        const slice = folders.get(metadata.name);
        assert.equal(spec.project, slice?.layer);
        assert.equal(spec.source.path, slice?.path);
        assert.deepEqual(metadata.labels, {
          'argo-bootstrap.dev/layer': slice?.layer,
          'argo-bootstrap.dev/environment': environment,
        });
      }
    });

    it('renders every slice for this environment, by the plugin', () => {
      for (const { spec } of applications(built)) {
        assert.deepEqual(spec.source.plugin, {
          name: 'helmfile-v1.0',
          env: [{ name: 'HELMFILE_ENVIRONMENT', value: environment }],
        });
      }
    });

    it('deletes what an Application deployed everywhere but in production', () => {
      for (const { metadata } of applications(built)) {
        assert.deepEqual(metadata.finalizers, environment === 'production' ? undefined : [FINALIZER]);
      }
    });

    it('syncs by itself, retries with backoff and never shares an object', () => {
      for (const { metadata, spec } of applications(built)) {
        assert.deepEqual(spec.syncPolicy.automated, { enabled: true, prune: true, selfHeal: true });
        assert.equal(spec.syncPolicy.retry.backoff['factor'], 2);
        assert.equal(spec.destination.server, 'https://kubernetes.default.svc');
        assert.equal(spec.revisionHistoryLimit, 5);
        assert.deepEqual(
          spec.syncPolicy.syncOptions.filter((option) => option !== 'ServerSideApply=true'),
          [
            'CreateNamespace=false',
            'ApplyOutOfSyncOnly=true',
            'FailOnSharedResource=true',
            'PruneLast=true',
            'RespectIgnoreDifferences=true',
          ],
          metadata.name,
        );
      }
    });

    it('looks at an Application anew only when its own slice changes', () => {
      for (const { metadata } of applications(built)) {
        assert.equal(metadata.annotations?.['argocd.argoproj.io/manifest-generate-paths'], '.');
      }
    });

    it('applies the definitions on the server, which are too large for an annotation', () => {
      const large = applications(built).filter(({ spec }) =>
        spec.syncPolicy.syncOptions.includes('ServerSideApply=true'),
      );
      assert.deepEqual(
        large.map(({ metadata }) => metadata.name),
        ['infra-crds-gateway'],
      );
    });
  });
}
