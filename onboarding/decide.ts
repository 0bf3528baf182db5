import { groupOf, type Manifest } from '../gitops/manifest';
import type { Problem } from '../gitops/problem';
import { applicationName, type Layer } from './layout';
import type { CompleteRequest } from './request';

/** Where a service goes, and why. */
export interface Decision {
  readonly layer: Layer;
  /** Sync wave of a slice's Application; services have that of their ApplicationSet. */
  readonly wave?: number;
  readonly reasons: readonly string[];
}

/** What the layers of slices start with, and where their waves lie. */
const WAVES = {
  foundation: {
    usual: -10,
    first: -19,
    last: -1,
    why: 'after the namespaces (-20) and before the platform (0)',
  },
  platform: {
    usual: 10,
    first: 0,
    last: 19,
    why: 'after the definitions (-10) and before the services (20)',
  },
} as const;

/** Kinds that live in no namespace, as far as charts bring them. */
const OF_THE_CLUSTER: Readonly<Record<string, readonly string[]>> = {
  '': ['Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'certificates.k8s.io': ['CertificateSigningRequest'],
  'cert-manager.io': ['ClusterIssuer'],
  'external-secrets.io': ['ClusterSecretStore', 'ClusterExternalSecret'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'gateway.networking.k8s.io': ['GatewayClass'],
  'networking.k8s.io': ['IngressClass'],
  'node.k8s.io': ['RuntimeClass'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'StorageClass', 'VolumeAttachment'],
};

/** Whether an object lives in no namespace. */
export function isOfTheCluster(object: Manifest): boolean {
  return OF_THE_CLUSTER[groupOf(object)]?.includes(object.kind) ?? false;
}

/**
 * Decides between a service, which the ApplicationSets make an Application of, and a Helmfile slice of the
 * foundation or the platform, with an Application of its own.
 */
export function decide(request: CompleteRequest, objects: readonly Manifest[]): Decision {
  const reached = objects.filter(isOfTheCluster);
  const layer = request.project ?? layerOf(objects, reached);
  const why =
    request.project === undefined ? becauseOf(layer, objects, reached) : `project ${layer} was asked for`;
  if (layer === 'apps') return { layer, reasons: [`apps, because ${why}: ${ofServices(request.service)}`] };
  const { usual, why: place } = WAVES[layer];
  const wave = request.wave ?? usual;
  const order = request.wave === undefined ? `wave ${wave}: ${place}` : `wave ${wave} was asked for`;
  return { layer, wave, reasons: [`${layer}, because ${why}: ${ofSlices(layer, request.service)}`, order] };
}

function ofServices(service: string): string {
  return `each environment's ApplicationSet makes ${applicationName('apps', service)} of apps/${service}/environments/<env>.yaml`;
}

function ofSlices(layer: Layer, service: string): string {
  return `a Helmfile slice with the Application ${applicationName(layer, service)}, in every environment`;
}

function layerOf(objects: readonly Manifest[], reached: readonly Manifest[]): Layer {
  if (reached.length === 0) return 'apps';
  return reached.length === objects.length && objects.every(isDefinition) ? 'foundation' : 'platform';
}

function isDefinition({ kind }: Manifest): boolean {
  return kind === 'CustomResourceDefinition';
}

function becauseOf(layer: Layer, objects: readonly Manifest[], reached: readonly Manifest[]): string {
  const kinds = [...new Set((layer === 'apps' ? objects : reached).map(({ kind }) => kind))]
    .sort()
    .join(', ');
  if (layer === 'apps') return `the chart has objects in its namespace only (${kinds})`;
  return layer === 'foundation'
    ? `the chart has definitions only (${kinds}), which come before everything that uses them`
    : `the chart has objects of the whole cluster (${kinds}), which the services' project never permits`;
}

/** What in a request does not go with the decision. */
export function decisionProblems(
  request: CompleteRequest,
  { layer, wave }: Decision,
  known: readonly string[],
): Problem[] {
  if (layer === 'apps') return request.wave === undefined ? [] : [waveOfService(request.wave)];
  const missing = known.filter((name) => !request.environments.includes(name));
  const { first, last } = WAVES[layer];
  return [
    ...(missing.length > 0 ? [notEverywhere(layer, missing, known)] : []),
    ...(wave !== undefined && (wave < first || wave > last) ? [waveOutside(layer, wave, first, last)] : []),
  ];
}

function notEverywhere(layer: Layer, missing: readonly string[], known: readonly string[]): Problem {
  return {
    rule: 'slice-everywhere',
    found: `a slice of ${layer} is in every environment, and ${missing.join(', ')} is not asked for`,
    expected: `environments ${known.join(', ')}`,
    fix: 'ask for all of them, and switch off in values/<environment>.yaml what one must not have; only services are deployed to some',
  };
}

function waveOfService(wave: number): Problem {
  return {
    rule: 'wave-of-service',
    found: `wave ${wave} is asked for a service`,
    expected: 'no wave: the services’ ApplicationSet has wave 20',
    fix: 'leave the wave out, or ask for project platform',
  };
}

function waveOutside(layer: Layer, wave: number, first: number, last: number): Problem {
  return {
    rule: 'wave-outside-layer',
    found: `wave ${wave} is asked for a slice of ${layer}`,
    expected: `a wave from ${first} to ${last}`,
    fix: 'choose a wave of the layer, or another project',
  };
}
