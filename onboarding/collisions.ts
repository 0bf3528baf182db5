import { didYouMean } from '../gitops/nearest';
import type { OnboardingRequest } from '../gitops/onboarding-record';
import { formatLocation, type Problem } from '../gitops/problem';
import { sameRepository } from '../gitops/repository-url';
import type { TreeFacts } from './facts';
import type { SliceFacts } from './facts/applications';
import { applicationName, type Layer } from './layout';
import type { CompleteRequest } from './request';

/** What the tree has against a request, before anything of it is planned. */
export function requestProblems(request: CompleteRequest, facts: TreeFacts): Problem[] {
  return [
    ...unknownEnvironments(request, facts),
    ...foreignRepository(request, facts),
    ...valuesOfNowhere(request),
    ...otherRequest(request, facts),
  ];
}

/** Who has the name, the folder or the namespace already that the service is to have in `layer`. */
export function collisions(request: CompleteRequest, layer: Layer, facts: TreeFacts): Problem[] {
  const { service } = request;
  const own = facts.record?.layer === layer;
  const named = facts.slices.find((slice) => slice.service === service);
  const application = applicationName(layer, service);
  const called = facts.slices.find((slice) => slice.application === application);
  const taken = own ? undefined : (named ?? called);
  return [...(taken ? [nameTaken(service, taken)] : []), ...namespaceTaken(request, layer, facts)];
}

function nameTaken(service: string, { application, file }: SliceFacts): Problem {
  return {
    rule: 'service-taken',
    where: { file },
    found: `the name ${service} is taken by Application ${application}`,
    expected: 'a name that no slice of any layer has',
    fix: 'choose another name, or change what is there by hand',
  };
}

function namespaceTaken({ service, namespace }: CompleteRequest, layer: Layer, facts: TreeFacts): Problem[] {
  const others = facts.slices.filter(
    (slice) => slice.service !== service && slice.namespaces.includes(namespace),
  );
  // The platform's slices may share a namespace among themselves.
  const strangers = layer === 'apps' ? others : others.filter((slice) => slice.layer === 'apps');
  const [user] = strangers;
  const made = facts.namespaces.find(({ name }) => name === namespace);
  const other = made?.onboarded !== undefined && made.onboarded !== service ? made : undefined;
  if (user) return [namespaceProblem(namespace, `Application ${user.application}`, { file: user.file })];
  return other ? [namespaceProblem(namespace, `service ${other.onboarded}`, other.where)] : [];
}

function namespaceProblem(namespace: string, owner: string, where: Problem['where']): Problem {
  return {
    rule: 'namespace-taken',
    ...(where && { where }),
    found: `the namespace ${namespace} is ${owner}'s`,
    expected: 'a namespace of its own for each service',
    fix: 'choose another namespace',
  };
}

function unknownEnvironments({ environments }: CompleteRequest, facts: TreeFacts): Problem[] {
  const known = facts.environments.map(({ name }) => name);
  return environments
    .filter((name) => !known.includes(name))
    .map((name) => ({
      rule: 'environment-unknown',
      found: `there is no environment \`${name}\`${didYouMean(name, known)}`,
      expected: `one of ${known.join(', ')}`,
      fix: 'name another environment',
    }));
}

function foreignRepository({ repository }: CompleteRequest, { environments }: TreeFacts): Problem[] {
  if (repository === undefined) return [];
  const own = [...new Set(environments.map((one) => one.repository))];
  if (own.some((url) => sameRepository(url, repository))) return [];
  return [
    {
      rule: 'repository-foreign',
      found: `the repository is ${repository.replace(/\/\/[^@/]*@/, '//***@')}`,
      expected: `this one: ${own.join(', ')}`,
      fix: 'bring the chart here (a folder, a chart repository or a registry): the root hands its own repository and revision down to every Application, so that one commit says all that an environment runs',
    },
  ];
}

function valuesOfNowhere({ values, environments }: CompleteRequest): Problem[] {
  return [...values.keys()]
    .filter((name) => name !== 'common' && !environments.includes(name))
    .map((name) => ({
      rule: 'values-of-nowhere',
      found: `there are values for ${name}, which is not asked for`,
      expected: `values for common, ${environments.join(', ')}`,
      fix: 'leave them out, or ask for the environment',
    }));
}

/** Fields that a second run must ask for as the first one did; what it leaves out is as it was. */
const FIXED = [
  'team',
  'namespace',
  'environments',
  'repository',
  'size',
  'wave',
  'project',
  'chart',
] as const;

function otherRequest(request: CompleteRequest, { record }: TreeFacts): Problem[] {
  if (!record) return [];
  const before = record.yaml.value;
  return FIXED.filter((field) => differs(field, request, before)).map((field) => {
    const where = record.yaml.locate([field]);
    return {
      rule: 'already-onboarded',
      where,
      found: `${request.service} is onboarded with ${field} ${JSON.stringify(before[field]) ?? 'left to decide'}, and now asked for with ${JSON.stringify(request[field]) ?? 'none'}`,
      expected: `the request that ${formatLocation({ file: where.file })} records`,
      fix: 'change the files by hand (docs/onboarding.md, "Afterwards"), or offboard the service first',
    };
  });
}

function differs(field: (typeof FIXED)[number], now: OnboardingRequest, before: OnboardingRequest): boolean {
  const [asked, had] = [comparable(now[field]), comparable(before[field])];
  // A decision that was made is recorded, and need not be asked for.
  if ((field === 'project' || field === 'wave') && asked === undefined) return false;
  return asked !== had;
}

function comparable(value: unknown): string | undefined {
  if (Array.isArray(value)) return JSON.stringify([...value].sort());
  if (typeof value !== 'object' || value === null)
    return value === undefined ? undefined : JSON.stringify(value);
  const { sha256: _archive, ...rest } = value as Record<string, unknown>;
  return JSON.stringify(Object.entries(rest).sort(([left], [right]) => (left < right ? -1 : 1)));
}
