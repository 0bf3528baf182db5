import { isObject, type Json, type JsonObject } from '../wire/values';

/** One cause in an API server's `Status.details.causes`. */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  /** Path of the field concerned, such as `spec.selector` or `.data.a`; empty where no field is concerned. */
  readonly field: string;
}

/** The API server refused a request. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** HTTP status. */
    readonly code: number,
    /** Machine-readable reason, such as `AlreadyExists`. */
    readonly reason: string,
    message: string,
    readonly causes: readonly StatusCause[] = [],
    /** Kind of the object that `details` names: what is missing, for a 404. */
    readonly detailKind: string = '',
  ) {
    super(message);
  }

  /** Reads a `Status` object; any other body is quoted as it is. */
  static from(code: number, body: Json, text: string): ApiError {
    if (!isObject(body) || body['kind'] !== 'Status') {
      return new ApiError(code, '', `HTTP ${code}: ${text.trim().slice(0, 500)}`);
    }
    const details = isObject(body['details']) ? body['details'] : {};
    const causes = Array.isArray(details['causes']) ? details['causes'].filter(isObject).map(toCause) : [];
    return new ApiError(
      code,
      textOf(body, 'reason'),
      textOf(body, 'message') || `HTTP ${code}`,
      causes,
      textOf(details, 'kind'),
    );
  }
}

function toCause(cause: JsonObject): StatusCause {
  return {
    reason: textOf(cause, 'reason'),
    message: textOf(cause, 'message'),
    field: textOf(cause, 'field'),
  };
}

function textOf(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}

/** The API server can't be reached at all. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** The API server doesn't know the kind: its CRD isn't installed. */
export class NoSuchKindError extends Error {
  override readonly name = 'NoSuchKindError';

  constructor(apiVersion: string, kind: string) {
    super(
      `the API server knows no kind ${kind} in ${apiVersion}\n` +
        '  fix: install its CustomResourceDefinition first, and let this resource depend on it',
    );
  }
}

/** True for the 404 of an object in a namespace which doesn't exist yet. */
export function isMissingNamespace(error: unknown): boolean {
  return error instanceof ApiError && error.code === 404 && error.detailKind === 'namespaces';
}

/** True for any 404. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.code === 404;
}
