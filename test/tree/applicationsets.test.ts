import * as assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type ApplicationSet, environments, root, slices, tree } from './support/tree';

/** The part of a path that names the service, as the template takes it. */
const SERVICE_SEGMENT = 5;

/** The files that a pattern with one `*` finds. */
function matches(pattern: string): string[] {
  const [before = '', after = ''] = pattern.split('*');
  return readdirSync(join(root, before))
    .map((name) => `${before}${name}${after}`)
    .filter((file) => existsSync(join(root, file)));
}

describe('the ApplicationSets', () => {
  for (const environment of environments) {
    const file = join(root, tree, 'applicationsets', `${environment}.yaml`);
    const { metadata, spec } = parse(readFileSync(file, 'utf8')) as ApplicationSet;

    it(`${environment}: fails on a missing key, and keeps Applications where it should`, () => {
      assert.equal(spec.goTemplate, true);
      assert.deepEqual(spec.goTemplateOptions, ['missingkey=error']);
      assert.deepEqual(spec.syncPolicy, {
        applicationsSync: environment === 'production' ? 'create-update' : 'sync',
        preserveResourcesOnDeletion: environment === 'production',
      });
    });

    it(`${environment}: comes after the platform, with the labels that the overlays select by`, () => {
      assert.equal(metadata.annotations?.['argocd.argoproj.io/sync-wave'], '20');
      assert.deepEqual(metadata.labels, {
        'argo-bootstrap.dev/layer': 'apps',
        'argo-bootstrap.dev/environment': environment,
      });
    });

    it(`${environment}: looks at a service anew when its slice or a shared chart changes`, () => {
      const annotations = spec.template.metadata.annotations;
      assert.equal(annotations?.['argocd.argoproj.io/manifest-generate-paths'], '.;../charts');
    });

    it(`${environment}: puts every service in the project apps, whatever its file says`, () => {
      const { spec: template } = spec.template;
      assert.equal(template.project, 'apps');
      assert.deepEqual(template.source.plugin?.env, [{ name: 'HELMFILE_ENVIRONMENT', value: environment }]);
      assert.equal(template.destination.server, 'https://kubernetes.default.svc');
      assert.equal(spec.template.metadata.finalizers === undefined, environment === 'production');
    });

    it(`${environment}: finds the services by their files, each with its namespace`, () => {
      const pattern = spec.generators[0]?.git.files[0]?.path ?? '';
      const found = matches(pattern);
      const services = slices().filter(({ layer }) => layer === 'apps');
      assert.deepEqual(
        found.map((path) => path.split('/')[SERVICE_SEGMENT]).sort(),
        services.map(({ name }) => name).sort(),
      );
      for (const path of found) {
        const parameters: unknown = parse(readFileSync(join(root, path), 'utf8'));
        assert.deepEqual(Object.keys(parameters as object), ['namespace'], path);
      }
    });

    it(`${environment}: takes the service's name from that segment`, () => {
      assert.equal(spec.template.metadata.name, `service-{{ index .path.segments ${SERVICE_SEGMENT} }}`);
      assert.equal(
        spec.template.spec.source.path,
        `${tree}/apps/{{ index .path.segments ${SERVICE_SEGMENT} }}`,
      );
    });
  }
});
