import { isMissingNamespace, isNotFound, NoSuchKindError, UnreachableError } from '../cluster/api-error';
import { referenceOf } from '../cluster/cluster';
import { idOf, splitId, textAt, valueAt } from '../cluster/objects';
import { immutablePaths } from '../diff/immutable';
import { diffObject } from '../diff/object-diff';
import { annotateSecrets } from '../secrets/annotate';
import type { Session } from '../session';
import { readiness } from '../wait/readiness';
import { timeoutFor, waitUntilReady } from '../wait/ready';
import {
  type CheckRequest,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  InitFailedError,
  type ReadRequest,
  type ReadResult,
  type ResourceHandler,
  type UpdateRequest,
} from '../wire/handler';
import { isPatchResource, parseUrn, typeMetaOf } from '../wire/urn';
import { containsUnknown, type JsonObject, UNKNOWN } from '../wire/values';
import { checkObject, importedInputs } from './check';
import {
  checkpoint,
  fieldManager,
  initialApiVersionOf,
  inputsOf,
  liveOf,
  toKubernetes,
  toProperties,
} from './checkpoint';
import { deleteObject } from './delete';
import { reconcileInputs } from './reconcile';
import { applyObject, createObject, type Write } from './write';

/** Every plain Kubernetes object, built-in or custom. */
export class ObjectHandler implements ResourceHandler {
  constructor(private readonly session: Session) {}

  check(request: CheckRequest) {
    return checkObject(this.session, request);
  }

  diff(request: DiffRequest) {
    return diffObject(this.session, request);
  }

  async create(request: CreateRequest): Promise<{ id: string; state: JsonObject }> {
    const write = this.write(request, {});
    const patches = isPatchResource(parseUrn(request.urn), textAt(write.object, 'kind'));
    const make = patches ? applyObject : createObject;
    const live = await this.orPreview(request, () => make(this.session, write));
    if (live === undefined) return { id: '', state: request.inputs };
    const kept = {
      inputs: request.inputs,
      manager: write.manager,
      initialApiVersion: textAt(write.object, 'apiVersion'),
    };
    if (request.preview) return { id: '', state: checkpoint(withoutMadeUp(live, write.object), kept) };
    return { id: idOf(live), state: await this.settle(live, write, (now) => checkpoint(now, kept)) };
  }

  async update(request: UpdateRequest): Promise<{ state: JsonObject }> {
    const write = this.write(request, request.state);
    const live = await this.orPreview(request, () => applyObject(this.session, write));
    if (live === undefined) return { state: request.inputs };
    const initialApiVersion = initialApiVersionOf(request.state, request.oldInputs);
    const kept = { inputs: request.inputs, manager: write.manager, initialApiVersion };
    if (request.preview) return { state: checkpoint(live, kept) };
    return { state: await this.settle(live, write, (now) => checkpoint(now, kept)) };
  }

  async read(request: ReadRequest): Promise<ReadResult | undefined> {
    const previous = liveOf(request.state);
    const known = { ...typeMetaOf(parseUrn(request.urn)), ...toKubernetes(request.inputs) };
    const type = referenceOf(textAt(previous, 'kind') ? previous : known);
    const live = await this.session
      .cluster()
      .get({ ...type, ...splitId(request.id) })
      .catch((error: unknown) => {
        if (error instanceof NoSuchKindError) return undefined;
        throw error;
      });
    if (!live) return undefined;
    return this.refreshed(request, previous, live);
  }

  delete(request: DeleteRequest): Promise<void> {
    return deleteObject(this.session, request);
  }

  private refreshed(request: ReadRequest, previous: JsonObject, live: JsonObject): ReadResult {
    const recorded = Object.keys(request.inputs).length > 0 ? request.inputs : inputsOf(request.state);
    const imported = Object.keys(recorded).length === 0;
    const inputs = imported
      ? importedInputs(live)
      : toProperties(reconcileInputs(toKubernetes(recorded), previous, live));
    annotateSecrets(inputs, recorded);
    const manager = fieldManager(request.urn, request.state, toKubernetes(inputs));
    const initialApiVersion = initialApiVersionOf(request.state, inputs);
    const state = checkpoint(live, { inputs, manager, initialApiVersion });
    const seen = readiness(live);
    if (!imported && 'failed' in seen) throw new InitFailedError(request.id, state, [seen.failed], inputs);
    return { id: request.id, state, inputs };
  }

  private write(request: CreateRequest, state: JsonObject): Write {
    const object = toKubernetes(request.inputs);
    const manager = fieldManager(request.urn, state, object);
    const timeout = timeoutFor(object, request.timeout);
    return { urn: request.urn, object, manager, preview: request.preview, timeout };
  }

  /**
   * Runs a write. In a preview, undefined stands for what the server can't judge yet: unknown inputs, a namespace
   * or kind that the same update will bring, a predecessor that will be gone, a cluster that isn't up.
   */
  private async orPreview(
    request: CreateRequest,
    run: () => Promise<JsonObject>,
  ): Promise<JsonObject | undefined> {
    if (request.preview && containsUnknown(request.inputs)) return undefined;
    try {
      return await run();
    } catch (error) {
      if (!request.preview || !isTooEarly(error)) throw error;
      if (error instanceof UnreachableError) {
        this.session.log.warning(`previewed without the cluster: ${error.message}`, request.urn);
      }
      return undefined;
    }
  }

  /** Waits for an object that was written; where that fails, its state is kept with the reason. */
  private async settle(
    live: JsonObject,
    write: Write,
    state: (live: JsonObject) => JsonObject,
  ): Promise<JsonObject> {
    try {
      return state(await waitUntilReady(this.session, live, write));
    } catch (error) {
      const now = await this.session
        .cluster()
        .get(referenceOf(live))
        .catch(() => undefined);
      const reason = error instanceof Error ? error.message : String(error);
      throw new InitFailedError(idOf(live), state(now ?? live), [reason]);
    }
  }
}

function isTooEarly(error: unknown): boolean {
  return (
    error instanceof NoSuchKindError ||
    error instanceof UnreachableError ||
    isMissingNamespace(error) ||
    isNotFound(error) ||
    immutablePaths(error) !== undefined
  );
}

/** A dry run invents what only the real thing will have; the program sees that as unknown instead. */
function withoutMadeUp(live: JsonObject, inputs: JsonObject): JsonObject {
  const { status, ...rest } = live;
  const metadata = {
    ...(rest['metadata'] as JsonObject),
    uid: UNKNOWN,
    resourceVersion: UNKNOWN,
    creationTimestamp: UNKNOWN,
  };
  const result: JsonObject = { ...rest, metadata };
  if (textAt(live, 'kind') === 'Service' && valueAt(inputs, 'spec', 'clusterIP') === undefined) {
    result['spec'] = { ...(rest['spec'] as JsonObject), clusterIP: UNKNOWN, clusterIPs: UNKNOWN };
  }
  return result;
}
