import { createHash } from 'node:crypto';
import { annotationOf, metadataOf } from '../cluster/objects';
import type { CheckRequest } from '../wire/handler';
import { parseUrn } from '../wire/urn';
import { isObject, type JsonObject } from '../wire/values';

const AUTONAMED = 'pulumi.com/autonamed';

/** True where the provider, not the program, chose the name. */
export function isAutonamed(object: JsonObject): boolean {
  return annotationOf(object, AUTONAMED) === 'true';
}

/** True where the program (or an earlier check) gives a name, even one that isn't known yet. */
export function isNamed(object: JsonObject): boolean {
  const name = metadataOf(object)['name'];
  return name !== undefined && name !== null && name !== '';
}

/**
 * Gives an object without a name the one it had, or `<resource name>-<8 hex digits>` from the engine's seed, so that
 * preview and update agree. Throws where the engine forbids that.
 */
export function withName(
  inputs: JsonObject,
  olds: JsonObject | undefined,
  request: CheckRequest,
): JsonObject {
  if (isNamed(inputs)) return inputs;
  if (metadataOf(inputs)['generateName'] !== undefined) {
    throw new Error(
      "metadata.generateName can't be used with server-side apply\n  fix: set metadata.name, or neither",
    );
  }
  if (olds && isAutonamed(olds)) return named(inputs, String(metadataOf(olds)['name']));
  if (request.autonaming?.disabled) throw new Error('autonaming is disabled\n  fix: set metadata.name');
  return named(inputs, request.autonaming?.name || generateName(request));
}

function generateName(request: CheckRequest): string {
  const hash = createHash('sha256').update(request.seed).update(request.urn);
  return `${parseUrn(request.urn).name}-${hash.digest('hex').slice(0, 8)}`;
}

function named(inputs: JsonObject, name: string): JsonObject {
  const metadata = metadataOf(inputs);
  const annotations = isObject(metadata['annotations']) ? metadata['annotations'] : {};
  return { ...inputs, metadata: { ...metadata, annotations: { ...annotations, [AUTONAMED]: 'true' }, name } };
}
