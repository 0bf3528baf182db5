import { describeManifest, type Manifest } from '../../gitops/manifest';
import type { Location } from '../../gitops/problem';
import type { ValuePath } from '../../gitops/yaml-position';
import type { ApplicationNode, EnvironmentModel } from '../expand/model';
import type { RenderedObject } from '../facts';

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

/** An Application's name and place, as findings about its objects carry them. */
export function aboutObject(model: EnvironmentModel, { node, manifest, namespace }: RenderedObject) {
  const where = placeOf(model, node, sourcePath(node, 0));
  const named: Manifest =
    namespace === '' ? manifest : { ...manifest, metadata: { ...manifest.metadata, namespace } };
  return {
    application: node.application.metadata.name,
    object: describeManifest(named),
    ...(where && { where }),
  };
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
