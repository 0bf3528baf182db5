import { runtime } from '@pulumi/pulumi';
import { MockMonitor } from '@pulumi/pulumi/runtime/mocks';
import { disconnect } from '@pulumi/pulumi/runtime/settings';

/** One registered resource, as the engine would have received it. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  /** `type::name` of the parent, undefined below the stack itself. */
  readonly parent: string | undefined;
  /** `type::name` of everything it waits for, sorted. */
  readonly dependsOn: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteTimeout: string;
}

/** What is read of `RegisterResourceRequest`, which has no types of its own in the SDK. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getCustomtimeouts(): { getDelete(): string } | undefined;
}

/**
 * Runs `build` against a recording engine and returns what it registered, in order of registration.
 *
 * @param build makes resources; it must require the components itself, after the engine is in place.
 */
export async function record(stack: string, build: () => unknown): Promise<Recorded[]> {
  const requests: Request[] = [];
  const inputs = new Map<string, Record<string, unknown>>();
  await runtime.setMocks(
    {
      newResource: (args) => {
        inputs.set(`${args.type}::${args.name}`, args.inputs);
        return { id: args.custom ? `${args.name}-id` : undefined, state: args.inputs };
      },
      call: () => ({}),
    },
    'argo-bootstrap',
    stack,
    false,
  );
  const restore = spyOnRequests(requests);
  try {
    await runtime.runInPulumiStack(async () => build());
    await disconnect();
  } finally {
    restore();
  }
  return requests.map((request) => recorded(request, inputs));
}

/** The recorded resource of that type and name. */
export function find(resources: readonly Recorded[], type: string, name: string): Recorded {
  const found = resources.find((resource) => resource.type === type && resource.name === name);
  if (!found) throw new Error(`${type}::${name} is not among ${resources.map((one) => one.name).join(', ')}`);
  return found;
}

function spyOnRequests(requests: Request[]): () => void {
  const original = MockMonitor.prototype.registerResource;
  MockMonitor.prototype.registerResource = function registerResource(request: Request, callback) {
    requests.push(request);
    return original.call(this, request, callback);
  };
  return () => {
    MockMonitor.prototype.registerResource = original;
  };
}

function recorded(request: Request, inputs: ReadonlyMap<string, Record<string, unknown>>): Recorded {
  const key = `${request.getType()}::${request.getName()}`;
  const parent = shortUrn(request.getParent());
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: inputs.get(key) ?? {},
    parent: parent.startsWith('pulumi:pulumi:Stack') ? undefined : parent,
    dependsOn: request.getDependenciesList().map(shortUrn).sort(),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    deleteTimeout: request.getCustomtimeouts()?.getDelete() ?? '',
  };
}

/** `type::name` of `urn:pulumi:stack::project::parent$type::name`. */
function shortUrn(urn: string): string {
  const [type = '', name = ''] = urn.split('::').slice(-2);
  return `${type.split('$').at(-1)}::${name}`;
}
