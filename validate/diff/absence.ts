import type { ApplicationNode, EnvironmentModel } from '../expand/model';

/** What it means that an Application is absent. */
type Absence = 'real' | 'told' | 'unknown';

/**
 * What it means that a side does not have an Application. `real`: it is not there, or both sides have it. Otherwise
 * what would deploy it could not be rendered there, so that it is neither removed nor new: Argo CD would leave it as
 * it is. `told`: the Application above says so already. `unknown`: its ApplicationSet failed, and nothing says so.
 */
export function absenceOf(
  nodes: { readonly before: ApplicationNode | undefined; readonly after: ApplicationNode | undefined },
  models: { readonly before: EnvironmentModel; readonly after: EnvironmentModel },
): Absence {
  if (nodes.before && !nodes.after) return absenceIn(models.after, nodes.before);
  return nodes.after && !nodes.before ? absenceIn(models.before, nodes.after) : 'real';
}

function absenceIn(other: EnvironmentModel, { origin }: ApplicationNode): Absence {
  if (origin.kind === 'root') return 'real';
  const parent = origin.kind === 'applicationset' ? origin.set.parent : origin.parent;
  const { name } = parent.application.metadata;
  const there = other.applications.find(({ application }) => application.metadata.name === name);
  if (there === undefined) return absenceIn(other, parent) === 'real' ? 'real' : 'told';
  if (there.failures.length > 0) return 'told';
  const isLost = origin.kind === 'applicationset' && hasFailed(origin.set.manifest.metadata.name, other);
  return isLost ? 'unknown' : 'real';
}

function hasFailed(name: string, { applicationSets }: EnvironmentModel): boolean {
  return applicationSets.some(({ manifest, errors }) => manifest.metadata.name === name && errors.length > 0);
}
