/** The fields of a Gateway API object that the simulation reads. */
export interface GatewayObject {
  readonly kind?: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly generation?: number };
  readonly spec?: {
    readonly listeners?: readonly { readonly name: string }[];
    readonly parentRefs?: readonly { readonly name: string; readonly namespace?: string }[];
    readonly controllerName?: string;
  };
  readonly status?: object;
}

interface Condition {
  readonly type: string;
  readonly status: 'True';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number;
  readonly lastTransitionTime: string;
}

/** Written into the routes' status, where each controller keeps an entry of its own. */
const CONTROLLER_NAME = 'argo-bootstrap.dev/simulated';
const MESSAGE = 'simulated: no Gateway controller runs in the embedded environment';

/**
 * The status that a Gateway controller with nothing to complain about would write for `object`, or undefined
 * where it stands there already for this generation.
 */
export function acceptedStatus(object: GatewayObject, now: Date): object | undefined {
  const generation = object.metadata.generation ?? 1;
  if (isCurrent(object.status, generation)) return undefined;
  const conditions = (...types: string[]) => types.map((type) => condition(type, generation, now));
  switch (object.kind) {
    case 'GatewayClass':
      return { conditions: conditions('Accepted') };
    case 'Gateway':
      return {
        conditions: conditions('Accepted', 'Programmed'),
        listeners: (object.spec?.listeners ?? []).map(({ name }) => ({
          name,
          attachedRoutes: 0,
          supportedKinds: [],
          conditions: conditions('Accepted', 'Programmed', 'ResolvedRefs'),
        })),
      };
    case 'HTTPRoute':
      return {
        parents: (object.spec?.parentRefs ?? []).map((parentRef) => ({
          parentRef,
          controllerName: CONTROLLER_NAME,
          conditions: conditions('Accepted', 'ResolvedRefs'),
        })),
      };
    default:
      return undefined;
  }
}

function condition(type: string, observedGeneration: number, now: Date): Condition {
  return {
    type,
    status: 'True',
    reason: type,
    message: MESSAGE,
    observedGeneration,
    lastTransitionTime: now.toISOString(),
  };
}

/** Kubernetes fills in conditions that wait for a controller, so their presence alone says nothing. */
function isCurrent(status: object | undefined, generation: number): boolean {
  const text = JSON.stringify(status ?? {});
  return text.includes(MESSAGE) && text.includes(`"observedGeneration":${generation}`);
}
