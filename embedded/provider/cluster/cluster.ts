import type { TypeMeta } from '../wire/urn';
import { isObject, type Json, type JsonObject } from '../wire/values';
import { ApiError, isNotFound, NoSuchKindError } from './api-error';
import type { ApiClient } from './client';
import { nameOf, namespaceOf, objectsAt, textAt } from './objects';

/** How the API server serves one kind. */
interface Mapping {
  readonly base: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Options of a server-side apply. */
export interface ApplyOptions {
  readonly manager: string;
  readonly force: boolean;
  readonly dryRun: boolean;
}

/** One kind, one namespace (where it has any), one name. */
export interface ObjectReference extends TypeMeta {
  readonly namespace: string;
  readonly name: string;
}

/** The reference of an object. */
export function referenceOf(object: JsonObject): ObjectReference {
  return {
    apiVersion: textAt(object, 'apiVersion'),
    kind: textAt(object, 'kind'),
    namespace: namespaceOf(object),
    name: nameOf(object),
  };
}

/** Objects of one cluster: REST mapping by discovery, which is kept, and the few verbs a provider needs. */
export class Cluster {
  private readonly discovered = new Map<string, Promise<readonly JsonObject[]>>();

  constructor(
    private readonly client: ApiClient,
    /** Namespace for namespaced objects that name none. */
    private readonly defaultNamespace: string,
  ) {}

  /**
   * Where the API server serves a kind. What was kept is asked anew before a kind counts as unknown, since its
   * definition may have come meanwhile. Throws {@link NoSuchKindError}.
   */
  async mapping(type: TypeMeta): Promise<Mapping> {
    const base = type.apiVersion.includes('/') ? `/apis/${type.apiVersion}` : `/api/${type.apiVersion}`;
    const kept = this.discovered.has(base);
    const found = findKind(await this.resources(base), type.kind);
    if (found) return { base, plural: textAt(found, 'name'), namespaced: found['namespaced'] === true };
    this.discovered.delete(base);
    if (kept) return this.mapping(type);
    throw new NoSuchKindError(type.apiVersion, type.kind);
  }

  /** The live object, or undefined where there is none. Throws {@link NoSuchKindError}. */
  async get(reference: ObjectReference): Promise<JsonObject | undefined> {
    const path = await this.path(reference);
    try {
      return asObject(await this.client.send({ method: 'GET', path }));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Objects of a kind in a namespace that match a label or field selector. */
  async list(
    type: TypeMeta,
    namespace: string,
    query: Readonly<Record<string, string>> = {},
  ): Promise<JsonObject[]> {
    const path = await this.path({ ...type, namespace, name: '' });
    const list = asObject(await this.client.send({ method: 'GET', path: path.replace(/\/$/, ''), query }));
    return objectsAt(list, 'items').map((item) => ({
      apiVersion: type.apiVersion,
      kind: type.kind,
      ...item,
    }));
  }

  /** Server-side apply. Throws {@link ApiError}, with the conflicting managers as causes. */
  async apply(object: JsonObject, options: ApplyOptions): Promise<JsonObject> {
    const path = await this.path(referenceOf(object));
    const query = {
      fieldManager: options.manager,
      force: String(options.force),
      ...(options.dryRun && { dryRun: 'All' }),
    };
    const contentType = 'application/apply-patch+yaml';
    return asObject(await this.client.send({ method: 'PATCH', path, query, body: object, contentType }));
  }

  /** Asks for deletion; an object that is already gone is fine. */
  async delete(reference: ObjectReference, propagationPolicy: string): Promise<void> {
    const path = await this.path(reference);
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy };
    try {
      await this.client.send({ method: 'DELETE', path, body });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** The server's version, such as `v1.37.2`. */
  async version(): Promise<string> {
    return textAt(asObject(await this.client.send({ method: 'GET', path: '/version' })), 'gitVersion');
  }

  private async path(reference: ObjectReference): Promise<string> {
    const { base, plural, namespaced } = await this.mapping(reference);
    const namespace = namespaced
      ? `/namespaces/${encodeURIComponent(reference.namespace || this.defaultNamespace)}`
      : '';
    return `${base}${namespace}/${plural}/${encodeURIComponent(reference.name)}`;
  }

  private resources(base: string): Promise<readonly JsonObject[]> {
    const known = this.discovered.get(base);
    if (known) return known;
    const asked = this.discover(base);
    this.discovered.set(base, asked);
    asked.catch(() => this.discovered.delete(base));
    return asked;
  }

  private async discover(base: string): Promise<readonly JsonObject[]> {
    try {
      return objectsAt(asObject(await this.client.send({ method: 'GET', path: base })), 'resources');
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return [];
      throw error;
    }
  }
}

/** The resource of a kind itself, not one of its subresources such as `deployments/scale`. */
function findKind(resources: readonly JsonObject[], kind: string): JsonObject | undefined {
  return resources.find((entry) => entry['kind'] === kind && !textAt(entry, 'name').includes('/'));
}

function asObject(value: Json): JsonObject {
  return isObject(value) ? value : {};
}
