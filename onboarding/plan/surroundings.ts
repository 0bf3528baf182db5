import type { Manifest } from '../../gitops/manifest';
import type { Decision } from '../decide';
import type { TreeFacts } from '../facts';
import {
  GATEWAY_LABEL,
  GATEWAY_NAMESPACE,
  kustomizationFile,
  NAMESPACES_FILE,
  ONBOARDED_LABEL,
  projectFile,
} from '../layout';
import type { CompleteRequest } from '../request';
import { addListItem, addMapEntry } from '../yaml-edit';
import { holdsItem, type Texts } from './texts';

const SERVER = 'https://kubernetes.default.svc';

/** Quotas by the size that is asked for; the numbers are those that the tree's own namespaces have. */
const QUOTAS = {
  small: {
    'requests.cpu': '1',
    'requests.memory': '1Gi',
    'limits.cpu': '2',
    'limits.memory': '2Gi',
    pods: '20',
  },
  medium: {
    'requests.cpu': '2',
    'requests.memory': '2Gi',
    'limits.cpu': '4',
    'limits.memory': '4Gi',
    pods: '20',
  },
  large: {
    'requests.cpu': '4',
    'requests.memory': '8Gi',
    'limits.cpu': '8',
    'limits.memory': '16Gi',
    pods: '50',
  },
} as const;

/** Edits what lies around a slice: its layer's list, its namespace with quota and network policies, the projects. */
export function editSurroundings(
  texts: Texts,
  request: CompleteRequest,
  decision: Decision,
  { objects, facts }: { objects: readonly Manifest[]; facts: TreeFacts },
): void {
  const { service, namespace } = request;
  if (decision.layer !== 'apps') listApplication(texts, decision, service);
  const isRouted = objects.some(({ kind }) => kind.endsWith('Route'));
  if (!facts.namespaces.some(({ name }) => name === namespace)) addNamespace(texts, request, isRouted);
  if (isRouted && namespace !== GATEWAY_NAMESPACE) openGateway(texts, namespace);
  for (const project of new Set([decision.layer, 'foundation'] as const))
    permitNamespace(texts, project, namespace);
}

function listApplication(texts: Texts, { layer }: Decision, service: string): void {
  const entry = `${service}/application.yaml`;
  texts.edit(kustomizationFile(layer), 'lists the Application', (text) =>
    holdsItem(text, ['resources'], entry) ? text : addListItem(text, ['resources'], entry),
  );
}

function addNamespace(texts: Texts, { namespace, service, size }: CompleteRequest, isRouted: boolean): void {
  const quota = { ...QUOTAS[size], 'services.loadbalancers': '0', 'services.nodeports': '0' };
  const lines = [
    'podSecurity: restricted',
    'quota:',
    ...Object.entries(quota).map(
      ([name, value]) => `  ${name}: ${/^\d+$/.test(value) ? `"${value}"` : value}`,
    ),
    'labels:',
    `  ${ONBOARDED_LABEL}: ${service}`,
    ...(isRouted ? [`  ${GATEWAY_LABEL}: shared`, `ingressFrom: [${GATEWAY_NAMESPACE}]`] : []),
  ];
  const why = `makes namespace ${namespace} with its ${size} quota, limits and network policies${isRouted ? ', open to the shared Gateway' : ''}`;
  texts.edit(NAMESPACES_FILE, why, (text) => addMapEntry(text, ['namespaces'], namespace, lines.join('\n')));
}

/** The Gateway's own namespace denies what it does not name. */
function openGateway(texts: Texts, namespace: string): void {
  const path = ['namespaces', GATEWAY_NAMESPACE, 'egressTo'];
  texts.edit(NAMESPACES_FILE, 'lets the Gateway reach it', (text) =>
    holdsItem(text, path, namespace) ? text : addListItem(text, path, namespace),
  );
}

function permitNamespace(texts: Texts, project: Parameters<typeof projectFile>[0], namespace: string): void {
  const path = ['spec', 'destinations'];
  texts.edit(projectFile(project), `lets project ${project} deploy to ${namespace}`, (text) =>
    holdsItem(text, path, { server: SERVER, namespace })
      ? text
      : addListItem(text, path, `{server: "${SERVER}", namespace: ${namespace}}`),
  );
}
