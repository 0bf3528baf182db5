import { ancestors } from '../expand/endless';
import type { ApplicationNode, EnvironmentModel } from '../expand/model';

/** Whether an Application is missing on one side merely because what leads to it could not be rendered there. */
export function isUnsettled(
  left: ApplicationNode | undefined,
  before: EnvironmentModel,
  right: ApplicationNode | undefined,
  after: EnvironmentModel,
): boolean {
  if (left && !right) return !isSettled(left, after);
  return right !== undefined && left === undefined && !isSettled(right, before);
}

/** Whether the other side has what would lead to an Application, sound as far as it goes. */
function isSettled(
  { origin }: ApplicationNode,
  { applications, applicationSets }: EnvironmentModel,
): boolean {
  const above = new Set(ancestors(origin).map(({ application }) => application.metadata.name));
  const set = origin.kind === 'applicationset' ? origin.set.manifest.metadata.name : undefined;
  return (
    applications.every(
      ({ application, failures }) => failures.length === 0 || !above.has(application.metadata.name),
    ) &&
    applicationSets.every(({ manifest, errors }) => errors.length === 0 || manifest.metadata.name !== set)
  );
}
