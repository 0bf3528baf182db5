import { type LAYERS, LAYOUT } from '../validate/layout';

/** A layer of the tree. */
export type Layer = (typeof LAYERS)[number];

/** The values from which foundation makes every namespace with its guard rails. */
export const NAMESPACES_FILE = `${LAYOUT.gitops}/foundation/bootstrap-namespace/values/common.yaml`;

/** The namespace of the shared Gateway. */
export const GATEWAY_NAMESPACE = 'gateway-system';

/** By this label a namespace names the service that it was made for. */
export const ONBOARDED_LABEL = 'argo-bootstrap.dev/onboarded';

/** By this label a namespace may attach routes to the shared Gateway. */
export const GATEWAY_LABEL = 'argo-bootstrap.dev/gateway';

/** Folder of a slice. */
export function sliceFolder(layer: Layer, service: string): string {
  return `${LAYOUT.gitops}/${layer}/${service}`;
}

/** Name of the Application that deploys a slice. */
export function applicationName(layer: Layer, service: string): string {
  return layer === 'apps' ? `service-${service}` : `infra-${service}`;
}

/** The definition of a project. */
export function projectFile(project: Layer): string {
  return `${LAYOUT.projects}/${project}.yaml`;
}

/** The kustomization that lists a layer's Applications. */
export function kustomizationFile(layer: Layer): string {
  return `${LAYOUT.gitops}/${layer}/kustomization.yaml`;
}

/** What the tests of the tree expect a service to be made of. */
export function fixtureFile(service: string): string {
  return `test/fixtures/services/${service}.yaml`;
}

/** What is asked of those who decide about sources, images and kinds. */
export function requestFile(service: string): string {
  return `policy/requests/${service}.patch`;
}
