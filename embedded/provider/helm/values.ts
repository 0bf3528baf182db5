import { readFile } from 'node:fs/promises';
import { parseDocument, type Tags } from 'yaml';
import {
  containsSecret,
  isAsset,
  isObject,
  isSecret,
  type Json,
  type JsonObject,
  secret,
  unwrap,
} from '../wire/values';

/** A values file that can't be used. */
class ValuesError extends Error {
  override readonly name = 'ValuesError';
}

/**
 * Values of a release: those of the files in their order, then `values` over them, key by key as helm merges.
 * Secret envelopes stay where they are; a secret file or secret `values` makes the whole secret.
 */
export async function mergedValues(files: Json | undefined, values: Json | undefined): Promise<Json> {
  const list = unwrap(files);
  const assets = Array.isArray(list) ? list : [];
  const read = await Promise.all(assets.map(readAsset));
  const own = unwrap(values);
  const merged = [...read, isObject(own) ? own : {}].reduce(mergeValues, {});
  const hidden = isSecret(files) || isSecret(values) || assets.some(containsSecret);
  return hidden ? secret(sorted(merged)) : sorted(merged);
}

function mergeValues(base: JsonObject, over: JsonObject): JsonObject {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const under = result[key];
    const both = isObject(under) && isObject(value) && !isSecret(under) && !isSecret(value);
    result[key] = both ? mergeValues(under, value) : value;
  }
  return result;
}

/** Keys in order, so that the order in a program or file is no change. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function readAsset(wrapped: Json): Promise<JsonObject> {
  const asset = unwrap(wrapped);
  if (!isAsset(asset))
    throw new ValuesError('valueYamlFiles holds something other than a file or string asset');
  const { path, text } = asset;
  if (typeof text === 'string' && text !== '') return parseValues('a string asset', text);
  if (typeof path !== 'string') throw new ValuesError('valueYamlFiles holds an asset without a path or text');
  return parseValues(path, await readFile(path, 'utf8'));
}

// helm reads YAML 1.1 booleans (yes, on), but neither its dates nor its numbers in base 60.
const FOREIGN_TAGS = /timestamp|binary|omap|pairs|set$/;

function helmTags(tags: Tags): Tags {
  return tags.filter(
    (tag) =>
      typeof tag === 'string' || !(FOREIGN_TAGS.test(tag.tag) || ('format' in tag && tag.format === 'TIME')),
  );
}

function parseValues(name: string, source: string): JsonObject {
  const document = parseDocument(source, { version: '1.1', customTags: helmTags });
  const problem = document.errors[0];
  if (problem)
    throw new ValuesError(`${name}:${problem.linePos?.[0].line ?? 1}: ${firstLine(problem.message)}`);
  const values = document.toJS() as Json;
  if (values === null) return {};
  if (!isObject(values)) throw new ValuesError(`${name}: the values are no mapping`);
  return values;
}

/** The rest of the message quotes the file, which may hold secrets. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/:$/, '') ?? message;
}
