import type { EnvironmentModel } from '../expand/model';

/**
 * Whether parts of an environment could not be rendered. That fails the check by itself, and what others would bring,
 * a namespace or a definition, may be in those parts: nobody is told that it is missing.
 */
export function isIncomplete({ applications }: EnvironmentModel): boolean {
  return applications.some(({ failures }) => failures.length > 0);
}
