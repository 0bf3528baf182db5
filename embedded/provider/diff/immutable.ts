import { ApiError } from '../cluster/api-error';
import type { Path } from './compare';

// The API server has no machine-readable reason for this; these are the phrases of its validation.
const PHRASES =
  /field is immutable|may not be changed|may not change once set|are forbidden|cannot be changed|is immutable/i;

/**
 * Paths that an API server refused to change in place (HTTP 422 to a dry run). Undefined where it refused for
 * another reason or not at all; an empty path means the object as a whole.
 */
export function immutablePaths(error: unknown): readonly Path[] | undefined {
  if (!(error instanceof ApiError) || error.code !== 422) return undefined;
  const causes = error.causes.filter((cause) => PHRASES.test(cause.message));
  return causes.length > 0 ? causes.map((cause) => parseField(cause.field)) : undefined;
}

/** `spec.ports[0].nodePort`, `.data.a` or `metadata.labels[app.io/name]` as steps. */
function parseField(field: string): Path {
  const steps = field.match(/[^.[\]]+|\[[^\]]*\]/g) ?? [];
  return steps.map((step) => {
    const inner = step.startsWith('[') ? step.slice(1, -1) : step;
    return /^\d+$/.test(inner) ? Number(inner) : inner;
  });
}
