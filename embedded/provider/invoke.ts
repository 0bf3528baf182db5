import { parseAllDocuments } from 'yaml';
import { isObject, type Json, type JsonObject, plainObject } from './wire/values';

/** Answers the functions that program code of `@pulumi/kubernetes` calls. Throws for those it hasn't got. */
export function invoke(token: string, args: JsonObject): JsonObject {
  if (token === 'kubernetes:yaml:decode') return { result: decodeYaml(plainObject(args)) };
  throw new Error(
    `the offline Kubernetes provider has no function ${token}\n  fix: install the official provider for it`,
  );
}

function decodeYaml(args: JsonObject): Json[] {
  const documents = parseAllDocuments(String(args['text'] ?? ''), { version: '1.1' });
  const errors = documents.flatMap((document) => document.errors);
  if (errors[0]) throw new Error(`the YAML doesn't parse: ${errors[0].message}`);
  const objects = documents.map((document) => document.toJS() as Json).filter(isObject);
  return objects.map((object) => withNamespace(object, args['defaultNamespace']));
}

function withNamespace(object: JsonObject, namespace: Json | undefined): JsonObject {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  if (typeof namespace !== 'string' || namespace === '' || metadata['namespace'] !== undefined) return object;
  return { ...object, metadata: { ...metadata, namespace } };
}
