import { createHash } from 'node:crypto';
import { annotationOf } from '../cluster/objects';
import { annotateSecrets } from '../secrets/annotate';
import { stringAt } from '../wire/handler';
import { isObject, type Json, type JsonObject, plainObject } from '../wire/values';

// Pulumi's SDKs can't spell these keys of a CustomResourceDefinition, so they travel with underscores.
const DASHED = [
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
];
const TO_DASHES = new Map(DASHED.map((key) => [key.replaceAll('-', '_'), key]));
const TO_UNDERSCORES = new Map(DASHED.map((key) => [key, key.replaceAll('-', '_')]));

/** A property bag as Kubernetes takes it: without secret envelopes, with the true names of its keys. */
export function toKubernetes(properties: JsonObject): JsonObject {
  return plainObject(properties, (key) => TO_DASHES.get(key) ?? key);
}

/** A Kubernetes object as a property bag. */
export function toProperties(object: JsonObject): JsonObject {
  return plainObject(object, (key) => TO_UNDERSCORES.get(key) ?? key);
}

/** What the official provider keeps beside a live object in Pulumi's state. */
interface Bookkeeping {
  /** Inputs as the program gave them, with their secret envelopes. */
  readonly inputs: JsonObject;
  readonly manager: string;
  /** `apiVersion` under which the object was first made. */
  readonly initialApiVersion: string;
}

/** State of a resource: the live object with the secrets of its inputs, and the bookkeeping. */
export function checkpoint(live: JsonObject, kept: Bookkeeping): JsonObject {
  const outputs = annotateSecrets(toProperties(withoutManagedFields(live)), kept.inputs);
  outputs['__inputs'] = annotateSecrets({ ...kept.inputs }, {});
  outputs['__initialApiVersion'] = kept.initialApiVersion;
  outputs['__fieldManager'] = kept.manager;
  return outputs;
}

/** The live object in a state, as Kubernetes knows it. */
export function liveOf(state: JsonObject): JsonObject {
  const { __inputs, __initialApiVersion, __fieldManager, ...live } = state;
  return toKubernetes(live);
}

/** The inputs in a state; empty where there are none. */
export function inputsOf(state: JsonObject): JsonObject {
  return isObject(state['__inputs']) ? state['__inputs'] : {};
}

/** The bookkeeping's `initialApiVersion`. */
export function initialApiVersionOf(state: JsonObject, fallback: JsonObject): string {
  return stringAt(state, '__initialApiVersion') ?? stringAt(fallback, 'apiVersion') ?? '';
}

/**
 * Name under which a resource's fields are managed. It follows from the URN, so that a run which was interrupted
 * before its state was written recognises what it made; a name in the state or the annotation comes first.
 */
export function fieldManager(urn: string, state: JsonObject, inputs: JsonObject): string {
  const asked = annotationOf(inputs, 'pulumi.com/patchFieldManager');
  const digest = createHash('sha256').update(urn).digest('hex').slice(0, 8);
  return asked || stringAt(state, '__fieldManager') || `pulumi-kubernetes-${digest}`;
}

function withoutManagedFields(live: JsonObject): JsonObject {
  const metadata: Json | undefined = live['metadata'];
  if (!isObject(metadata)) return live;
  const { managedFields, ...rest } = metadata;
  return { ...live, metadata: rest };
}
