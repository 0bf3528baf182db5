import { ProblemError } from '../gitops/problem';

/**
 * Checks the name of a service.
 *
 * @throws ProblemError for a name that makes no folder, Application and label of its own.
 */
export function serviceName(name: string): string {
  if (/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/.test(name) && name !== 'charts') return name;
  throw new ProblemError([
    {
      rule: 'service-name',
      found: `${JSON.stringify(name)} is no name for a service`,
      expected: 'up to 40 lower-case letters, digits and dashes, a letter first, and not `charts`',
      fix: 'name the service with --service; the release keeps its own name',
    },
  ]);
}
