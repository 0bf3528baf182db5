import { didYouMean } from '../gitops/nearest';
import type { OnboardingRequest } from '../gitops/onboarding-record';
import { formatLocation, type Location, type Problem } from '../gitops/problem';
import { sameRepository } from '../gitops/repository-url';
import type { TreeFacts } from './facts';
import type { SliceFacts } from './facts/applications';
import { ownersOf } from './facts/owners';
import { applicationName, type Layer } from './layout';
import type { CompleteRequest } from './request';

/** What the tree has against a request, before anything of it is planned. */
export function requestProblems(request: CompleteRequest, facts: TreeFacts): Problem[] {
  return [
    ...unknownEnvironments(request, facts),
    ...foreignRepository(request, facts),
    ...valuesOfNowhere(request),
    ...otherRequest(request, facts),
    ...collisions(request, facts.record?.layer ?? request.project, facts),
  ];
}

/**
 * Who has the name, the folder or the namespace already that the service is to have.
 *
 * @param layer Where it is to be; undefined while that is not decided: what is taken in every layer.
 */
export function collisions(request: CompleteRequest, layer: Layer | undefined, facts: TreeFacts): Problem[] {
  const { service } = request;
  const own = facts.record !== undefined && facts.record.layer === layer;
  const named = facts.slices.find((slice) => slice.service === service);
  const application = layer && applicationName(layer, service);
  const called = facts.slices.find((slice) => slice.application === application);
  const taken = own ? undefined : (named ?? called);
  return [...(taken ? [nameTaken(service, taken, facts)] : []), ...namespaceTaken(request, layer, facts)];
}

function nameTaken(service: string, { application, file }: SliceFacts, facts: TreeFacts): Problem {
  return {
    rule: 'service-taken',
    where: { file },
    found: `the name ${service} is taken by Application ${application}${ownedBy(file, facts)}`,
    expected: 'a name that no slice of any layer has',
    fix: 'choose another name, or change what is there by hand',
  };
}

/** Whom to ask about it, as CODEOWNERS says. */
function ownedBy(file: string, facts: TreeFacts): string {
  const owners = ownersOf(facts.read('CODEOWNERS')?.toString('utf8') ?? '', file);
  return owners.length > 0 ? ` (${owners.join(', ')})` : '';
}

function namespaceTaken(
  { service, namespace }: CompleteRequest,
  layer: Layer | undefined,
  facts: TreeFacts,
): Problem[] {
  const others = facts.slices.filter(
    (slice) => slice.service !== service && slice.namespaces.includes(namespace),
  );
  // The platform's slices may share a namespace among themselves.
  const strangers = layer === 'apps' ? others : others.filter((slice) => slice.layer === 'apps');
  const [user] = strangers;
  const made = facts.namespaces.find(({ name }) => name === namespace);
  const other = made?.onboarded !== undefined && made.onboarded !== service ? made : undefined;
  const taken = (owner: string, where: Location) => namespaceProblem(namespace, owner, where, facts);
  if (user) return [taken(`Application ${user.application}`, { file: user.file })];
  return other ? [taken(`service ${other.onboarded}`, other.where)] : [];
}

function namespaceProblem(namespace: string, owner: string, where: Location, facts: TreeFacts): Problem {
  return {
    rule: 'namespace-taken',
    where,
    found: `the namespace ${namespace} is ${owner}'s${ownedBy(where.file, facts)}`,
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
