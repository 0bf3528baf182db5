import type { Location } from '../../gitops/problem';
import { ancestors } from '../expand/endless';
import type { ApplicationNode, EnvironmentModel } from '../expand/model';
import type { RuleFinding } from '../finding';
import { locateObject } from '../locate/objects';
import { placeOf, placeOfObject, sourcePath } from '../rules/places';
import type { ApplicationChange, ObjectChange } from './compare';

type About = Pick<RuleFinding, 'application' | 'object' | 'where' | 'related'>;

/** A changed object with the place of its field in the tree. */
export function aboutChanged(
  { name, after }: ApplicationChange,
  object: ObjectChange,
  model: EnvironmentModel,
  field: string,
): About {
  const about = { application: name, object: object.name };
  if (!after || !object.after) return about;
  return { ...about, ...placeOfObject(model, after, object.after, field.split('.')) };
}

/** A removed object with the place of what rendered it, and its own place at the base. */
export function aboutRemoved(
  { name, before, after }: ApplicationChange,
  object: ObjectChange,
  sides: { readonly before?: EnvironmentModel; readonly after: EnvironmentModel },
): About {
  const where = after
    ? placeOf(sides.after, after, sourcePath(after, 0))
    : before && placeOfRemoved(before, sides.after).where;
  const at =
    sides.before && before && object.before && locateObject(sides.before.tree, before.inputs, object.before);
  return {
    application: name,
    object: object.name,
    ...(where && { where }),
    ...(at && { related: [{ role: 'at the base', ...at }] }),
  };
}

/** The line that no longer leads to an Application: the generators of its ApplicationSet, or the source of its parent. */
export function placeOfRemoved(node: ApplicationNode, model: EnvironmentModel): { where?: Location } {
  const where = placeOfSet(node, model) ?? placeOfParent(node, model);
  return where ? { where } : {};
}

function placeOfSet({ origin }: ApplicationNode, { applicationSets, locator }: EnvironmentModel) {
  if (origin.kind !== 'applicationset') return undefined;
  const { name } = origin.set.manifest.metadata;
  const set = applicationSets.find(({ manifest }) => manifest.metadata.name === name);
  return set && locator.locate(set.manifest, ['spec', 'generators']);
}

/** The nearest Application above it that is still there. */
function placeOfParent({ origin }: ApplicationNode, model: EnvironmentModel): Location | undefined {
  const left = new Map(model.applications.map((node) => [node.application.metadata.name, node]));
  const [parent] = ancestors(origin).flatMap(({ application }) => left.get(application.metadata.name) ?? []);
  return parent && placeOf(model, parent, sourcePath(parent, 0));
}
