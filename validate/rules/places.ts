import { describeManifest, type Manifest } from '../../gitops/manifest';
import type { Location } from '../../gitops/problem';
import type { ValuePath } from '../../gitops/yaml-position';
import { at } from '../../policy/core/values';
import type { ApplicationNode, EnvironmentModel } from '../expand/model';
import type { RenderedObject } from '../facts';
import type { RelatedPlace } from '../finding';
import { locateObject } from '../locate/objects';

/** The place of a field of an Application: in its own file, or in the template that it is generated from. */
export function placeOf(
  model: EnvironmentModel,
  { application, origin }: ApplicationNode,
  path: ValuePath,
  value?: unknown,
): Location | undefined {
  if (origin.kind !== 'applicationset') return model.locator.locate(application, path, value);
  const { manifest } = origin.set;
  return (
    model.locator.locate(manifest, ['spec', 'template', ...path], value) ?? model.locator.locate(manifest, [])
  );
}

/**
 * An object's Application, name and place, as findings about it carry them: its line in the tree where that is known,
 * and the Application that renders it; else the latter alone.
 *
 * @param path The field that the finding is about.
 */
export function aboutObject(
  model: EnvironmentModel,
  { node, manifest, namespace }: RenderedObject,
  path: ValuePath = [],
) {
  const named: Manifest =
    namespace === '' ? manifest : { ...manifest, metadata: { ...manifest.metadata, namespace } };
  return {
    application: node.application.metadata.name,
    object: describeManifest(named),
    ...placeOfObject(model, node, manifest, path),
  };
}

/** The places of an object of an Application. */
export function placeOfObject(
  model: EnvironmentModel,
  node: ApplicationNode,
  manifest: Manifest,
  path: ValuePath,
): { where?: Location; related?: readonly RelatedPlace[] } {
  const renderer = placeOf(model, node, sourcePath(node, 0));
  const own = isOfArgocd(manifest)
    ? model.locator.locate(manifest, path, at(manifest, path))
    : locateObject(model.tree, node.inputs, manifest, path);
  if (own === undefined) return renderer ? { where: renderer } : {};
  return { where: own, ...(renderer && { related: [{ role: 'rendered by', ...renderer }] }) };
}

/** Argo CD's own objects are patched for each environment. */
function isOfArgocd({ apiVersion }: Manifest): boolean {
  return apiVersion.startsWith('argoproj.io/');
}

/** An Application's name and the place of one of its fields. */
export function aboutApplication(
  model: EnvironmentModel,
  node: ApplicationNode,
  path: ValuePath,
  value?: unknown,
) {
  const where = placeOf(model, node, path, value);
  return { application: node.application.metadata.name, ...(where && { where }) };
}

/** Where a source's path stands in an Application. */
export function sourcePath({ application }: ApplicationNode, index: number): ValuePath {
  return application.spec.sources ? ['spec', 'sources', index, 'path'] : ['spec', 'source', 'path'];
}
