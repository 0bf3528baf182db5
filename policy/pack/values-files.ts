import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { asset } from '@pulumi/pulumi';
import { parse } from 'yaml';
import { isRecord, list, UNKNOWN } from '../core/values';

/** Where a program's relative paths start; the pack lies in its repository's `policy/` folder. */
const PROGRAM = resolve(__dirname, '..', '..');

type Values = Record<string, unknown>;

/**
 * The values that Helm renders a Release with: its values files in their order, then `values`, merged map by map.
 * UNKNOWN as a whole where a file is not known yet. A file that cannot be read stops the run: its values would be
 * installed unseen.
 */
export async function mergedValues(props: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { values, valueYamlFiles } = props;
  if (values === UNKNOWN || valueYamlFiles === UNKNOWN) return UNKNOWN;
  const files = list(valueYamlFiles);
  if (files.includes(UNKNOWN)) return UNKNOWN;
  const own = isRecord(values) ? values : {};
  return [...(await Promise.all(files.map(readValues))), own].reduce<Values>(merge, {});
}

async function readValues(file: unknown): Promise<Values> {
  const content: unknown = parse(await contentOf(file));
  return isRecord(content) ? content : {};
}

async function contentOf(file: unknown): Promise<string> {
  if (file instanceof asset.StringAsset) return await file.text;
  if (file instanceof asset.FileAsset) return readFileSync(resolve(PROGRAM, await file.path), 'utf8');
  throw new Error(
    'valueYamlFiles holds something else than a file or a text; the policy pack cannot read it',
  );
}

function merge(base: Values, over: Values): Values {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = base[key];
    return [key, isRecord(below) && isRecord(value) ? merge(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(merged) };
}
