import { z } from 'zod';
import { isPlainRepositoryUrl } from './repository-url';

/** The file in a slice that says what `argo-bootstrap onboard` was asked; `offboard` and a second run go by it. */
export const RECORD_FILE = 'onboarding.yaml';

/** Names of services: short enough for `service-<name>` and for the names that charts make of a release. */
const SERVICE = 'up to 40 lower-case letters, digits and dashes, a letter first';
const serviceName = z
  .string(SERVICE)
  .regex(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/, SERVICE)
  .refine((name) => name !== 'charts', 'another name than `charts`, which is the folder of shared charts');

const NAMESPACE = 'a namespace name: lower-case letters, digits and dashes';
const namespaceName = z
  .string(NAMESPACE)
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, NAMESPACE)
  .refine((name) => !isReserved(name), 'a namespace that is neither Argo CD’s nor Kubernetes’ own');

function isReserved(name: string): boolean {
  return name === 'argocd' || name === 'default' || name.startsWith('kube-');
}

const TEAM = 'an owner as CODEOWNERS writes it, such as @example-org/payments';
const CHART = 'either `path`, or `repository`, `name` and `version`';
const chartSchema = z
  .strictObject(
    {
      path: z.string().min(1).exactOptional(),
      repository: z
        .string()
        .regex(/^(https|oci):\/\//, {
          error: 'an https:// chart repository or an oci:// registry',
          abort: true,
        })
        .refine(isPlainRepositoryUrl, 'an exact address without user name, query or trailing slash')
        .exactOptional(),
      name: z
        .string()
        .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'the chart’s lower-case name')
        .exactOptional(),
      version: z
        .string()
        .regex(
          /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/,
          'an exact version, such as 1.2.3, in quotes',
        )
        .exactOptional(),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the chart’s archive')
        .exactOptional(),
    },
    CHART,
  )
  .refine(
    ({ path, repository, name, version }) =>
      path === undefined
        ? repository !== undefined && name !== undefined && version !== undefined
        : repository === undefined && name === undefined && version === undefined,
    CHART,
  );

/** The fields of a request, each with its own rule; questions check answers with them. */
export const requestFields = {
  service: serviceName,
  team: z.string(TEAM).regex(/^@[\w-]+(\/[\w.-]+)?$/, TEAM),
  project: z.enum(['apps', 'platform', 'foundation'], 'apps, platform or foundation').exactOptional(),
  namespace: namespaceName,
  environments: z
    .array(z.string('the name of an environment').min(1), 'a list of environments')
    .min(1, 'at least one environment'),
  repository: z.string().min(1).exactOptional(),
  size: z.enum(['small', 'medium', 'large'], 'small, medium or large').default('small'),
  wave: z.int('a whole number').exactOptional(),
  chart: chartSchema,
};

/** What is asked for. The record of an onboarded service has the same form. */
export const requestSchema = z.strictObject(requestFields);

/** A request after its schema accepted it. */
export type OnboardingRequest = z.infer<typeof requestSchema>;

/** Where a chart comes from. */
export type ChartRequest = OnboardingRequest['chart'];
