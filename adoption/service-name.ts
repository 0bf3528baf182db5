import { requestFields } from '../gitops/onboarding-record';
import { ProblemError } from '../gitops/problem';

/**
 * Checks the name of a service.
 *
 * @throws ProblemError for a name that makes no folder, Application and label of its own.
 */
export function serviceName(name: string): string {
  const parsed = requestFields.service.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new ProblemError(
    parsed.error.issues.map(({ message }) => ({
      rule: 'service-name',
      found: `${JSON.stringify(name)} is no name for a service`,
      expected: message,
      fix: 'name the service with --service; the release keeps its own name',
    })),
  );
}
