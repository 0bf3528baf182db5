import type { Setting } from '../argocd/settings';
import type { Violation } from '../core/finding';
import { isTrue, UNKNOWN } from '../core/values';

/** The settings that are on and must be off. A value that is not known yet counts as on: the verdict then waits for `up`. */
export function switchedOn(settings: readonly Setting[]): Violation[] {
  return settings
    .filter(({ value }) => isTrue(value) || value === UNKNOWN)
    .map(({ path }) => ({ path, expected: '"false"', fix: 'remove it, or set it to "false"' }));
}
