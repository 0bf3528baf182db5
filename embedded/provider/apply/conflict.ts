import { ApiError, type StatusCause } from '../cluster/api-error';
import { describe } from '../cluster/objects';
import type { JsonObject } from '../wire/values';

/** True where server-side apply found fields that another manager owns. */
function isConflict(error: ApiError): boolean {
  return error.causes.some((cause) => cause.reason === 'FieldManagerConflict');
}

/** Names the object and, for a conflict, the other manager and the fields it holds. Other errors come back as is. */
export function explainApplyError(error: unknown, object: JsonObject): unknown {
  if (!(error instanceof ApiError)) return error;
  const what = describe(object);
  if (!isConflict(error)) {
    return new ApiError(
      error.code,
      error.reason,
      `${what}: ${error.message}`,
      error.causes,
      error.detailKind,
    );
  }
  const lines = error.causes.map((cause) => `  ${cause.field} is managed by ${managerOf(cause)}`);
  const message =
    `${what} has fields that somebody else manages:\n${lines.join('\n')}\n` +
    '  fix: leave these fields out, or take them over with the annotation pulumi.com/patchForce: "true"';
  return new ApiError(error.code, error.reason, message, error.causes);
}

/** The manager's name, which the server only gives inside its message: `conflict with "kubectl" using v1`. */
function managerOf(cause: StatusCause): string {
  return /conflict with ("[^"]*")/.exec(cause.message)?.[1] ?? cause.message;
}

/** The object that a program wants to create is there already, and isn't this resource's. */
export function alreadyExists(live: JsonObject, managers: readonly string[]): Error {
  const owners =
    managers.length > 0 ? `, managed by ${managers.map((name) => JSON.stringify(name)).join(', ')}` : '';
  return new Error(
    `${describe(live)} exists already${owners}\n` +
      '  expected: that it does not exist, since this resource is new to the stack\n' +
      '  fix: import it (pulumi import), delete it, give a renamed resource an alias, use a Patch resource, ' +
      'or set upsertExistingObjects on the provider to take it over',
  );
}
