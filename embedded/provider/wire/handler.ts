import type { Json, JsonObject } from './values';

/** What every request about one resource names. */
interface ResourceRequest {
  readonly urn: string;
}

/** `Check`: validate and complete the inputs. `olds` is absent for a new resource. */
export interface CheckRequest extends ResourceRequest {
  readonly olds: JsonObject | undefined;
  readonly news: JsonObject;
  readonly seed: Uint8Array;
  /** Name the engine wants for a resource without one, and whether autonaming is forbidden altogether. */
  readonly autonaming: { readonly name: string; readonly disabled: boolean } | undefined;
}

/** Completed inputs, and every reason why they can't be used. */
export interface CheckResult {
  readonly inputs: JsonObject;
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

/** `Diff`: what would change. */
export interface DiffRequest extends ResourceRequest {
  readonly id: string;
  readonly state: JsonObject;
  readonly oldInputs: JsonObject;
  readonly news: JsonObject;
}

/** How one property changes. */
export interface PropertyChange {
  readonly kind: 'add' | 'delete' | 'update';
  readonly replace: boolean;
}

/** Changes by Pulumi property path, such as `spec.containers[0].image`. */
export interface DiffResult {
  readonly changes: ReadonlyMap<string, PropertyChange>;
  readonly deleteBeforeReplace: boolean;
}

/** `Create`. `timeout` is in seconds, 0 where the program sets none. */
export interface CreateRequest extends ResourceRequest {
  readonly inputs: JsonObject;
  readonly timeout: number;
  readonly preview: boolean;
}

/** `Update`: {@link CreateRequest} with what was there before. */
export interface UpdateRequest extends CreateRequest {
  readonly id: string;
  readonly state: JsonObject;
  readonly oldInputs: JsonObject;
}

/** `Read`: refresh, or import where `state` is empty. */
export interface ReadRequest extends ResourceRequest {
  readonly id: string;
  readonly state: JsonObject;
  readonly inputs: JsonObject;
}

/** `Delete`. `timeout` is in seconds, 0 where the program sets none. */
export interface DeleteRequest extends ResourceRequest {
  readonly id: string;
  readonly state: JsonObject;
  readonly timeout: number;
}

/** A resource as it is now; `inputs` as a program would write them. */
export interface ReadResult {
  readonly id: string;
  readonly state: JsonObject;
  readonly inputs: JsonObject;
}

/** One family of resources: plain Kubernetes objects, or Helm releases. */
export interface ResourceHandler {
  check(request: CheckRequest): Promise<CheckResult>;
  diff(request: DiffRequest): Promise<DiffResult>;
  create(request: CreateRequest): Promise<{ id: string; state: JsonObject }>;
  /** Undefined where the resource is gone. */
  read(request: ReadRequest): Promise<ReadResult | undefined>;
  update(request: UpdateRequest): Promise<{ state: JsonObject }>;
  delete(request: DeleteRequest): Promise<void>;
}

/** A resource exists but isn't as it should be: its state is kept, and the next run tries again. */
export class InitFailedError extends Error {
  override readonly name = 'InitFailedError';

  constructor(
    readonly id: string,
    readonly state: JsonObject,
    readonly reasons: readonly string[],
    readonly inputs?: JsonObject,
  ) {
    super(reasons.join('\n'));
  }
}

/** Reads a string property; undefined where it is absent or something else. */
export function stringAt(object: JsonObject, key: string): string | undefined {
  const value: Json | undefined = object[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
