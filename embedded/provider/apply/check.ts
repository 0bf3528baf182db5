import { NoSuchKindError, UnreachableError } from '../cluster/api-error';
import { metadataOf } from '../cluster/objects';
import { annotateSecrets } from '../secrets/annotate';
import type { Session } from '../session';
import type { CheckRequest, CheckResult } from '../wire/handler';
import { isPatchResource, parseUrn, type TypeMeta, typeMetaOf } from '../wire/urn';
import { isSecret, type JsonObject, unwrap } from '../wire/values';
import { toProperties } from './checkpoint';
import { isNamed, withName } from './naming';

const READ_ONLY = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

/** Completes the inputs of an object: kind, name, namespace; drops metadata only the server writes. */
export async function checkObject(session: Session, request: CheckRequest): Promise<CheckResult> {
  const urn = parseUrn(request.urn);
  const type = typeMetaOf(urn);
  if (type.kind.endsWith('List')) {
    const reason = `${type.kind} can't be created\n  fix: register its items as resources of their own`;
    return { inputs: request.news, failures: [{ property: 'kind', reason }] };
  }
  const typed = withoutReadOnly({ apiVersion: type.apiVersion, kind: type.kind, ...request.news });
  if (isPatchResource(urn, String(typed['kind'])) && !isNamed(typed)) {
    const reason = 'a patch resource names what it patches\n  fix: set metadata.name';
    return { inputs: request.news, failures: [{ property: 'metadata.name', reason }] };
  }
  const complete = await withNamespace(session, withName(typed, request.olds, request));
  return { inputs: annotateSecrets(complete, {}), failures: [] };
}

function withoutReadOnly(inputs: JsonObject): JsonObject {
  const metadata = unwrap(inputs['metadata']) === inputs['metadata'] ? metadataOf(inputs) : undefined;
  if (!metadata) return inputs;
  const kept = Object.entries(metadata).filter(([key]) => !READ_ONLY.includes(key));
  return { ...inputs, metadata: Object.fromEntries(kept) };
}

async function withNamespace(session: Session, inputs: JsonObject): Promise<JsonObject> {
  const metadata = metadataOf(inputs);
  const namespace = session.namespace;
  if (namespace === undefined || metadata['namespace'] || isSecret(inputs['metadata'])) return inputs;
  const type = { apiVersion: String(inputs['apiVersion']), kind: String(inputs['kind']) };
  return (await isNamespaced(session, type)) ? { ...inputs, metadata: { ...metadata, namespace } } : inputs;
}

/** A kind the server doesn't know yet counts as namespaced: most custom resources are. */
async function isNamespaced(session: Session, type: TypeMeta): Promise<boolean> {
  try {
    return (await session.cluster().mapping(type)).namespaced;
  } catch (error) {
    if (error instanceof NoSuchKindError || error instanceof UnreachableError)
      return type.kind !== 'Namespace';
    throw error;
  }
}

/** Inputs that a program would write for an object that was read from the cluster. */
export function importedInputs(live: JsonObject): JsonObject {
  const { status, ...rest } = withoutReadOnly(live);
  const metadata = { ...metadataOf(rest) };
  const annotations = Object.entries(metadataOf({ metadata: metadata['annotations'] ?? {} }));
  const kept = annotations.filter(([key]) => !GENERATED_ANNOTATIONS.includes(key));
  if (kept.length === 0) delete metadata['annotations'];
  else metadata['annotations'] = Object.fromEntries(kept);
  return toProperties({ ...rest, metadata });
}

const GENERATED_ANNOTATIONS = [
  'deployment.kubernetes.io/revision',
  'kubectl.kubernetes.io/last-applied-configuration',
];
