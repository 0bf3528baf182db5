import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { type Problem, ProblemError } from '../gitops/problem';

/** Values of a Helm chart. */
export type Values = { [key: string]: unknown };

const FOLDER = 'helmfiles/values/argocd';

/**
 * The values of Argo CD's chart for an environment: `common.yaml`, then the environment's own, merged as Helm does:
 * maps key by key, everything else replaced.
 *
 * @throws ProblemError with every place where one of the files isn't a YAML map.
 */
export function readArgoCdValues(root: string, environment: string): Values {
  const files = ['common', environment].map((name) => readFile(root, `${FOLDER}/${name}.yaml`));
  const problems = files.flatMap((file) => file.problems);
  if (problems.length > 0) throw new ProblemError(problems);
  return files.reduce<Values>((merged, { values }) => merge(merged, values), {});
}

function readFile(root: string, file: string): { values: Values; problems: Problem[] } {
  const lines = new LineCounter();
  const text = readText(root, file);
  if (text === undefined) return { values: {}, problems: [unusable({ file }, 'cannot be read')] };
  const document = parseDocument(text, { lineCounter: lines });
  const problems = document.errors.map(({ message, pos }) =>
    unusable({ file, line: lines.linePos(pos[0]).line }, message.split('\n')[0] ?? message),
  );
  const values: unknown = problems.length === 0 ? document.toJS() : {};
  if (isMap(values)) return { values, problems };
  return { values: {}, problems: [unusable({ file }, 'holds no map of values')] };
}

function readText(root: string, file: string): string | undefined {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return undefined;
  }
}

function unusable(where: NonNullable<Problem['where']>, found: string): Problem {
  return {
    rule: 'values-invalid',
    where,
    found,
    expected: 'a YAML map of chart values',
    fix: 'correct the file',
  };
}

function merge(base: Values, over: Values): Values {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = base[key];
    return [key, isMap(below) && isMap(value) ? merge(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(merged) };
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text among the values, by the keys that lead to it; undefined where there is none. */
export function textValue(values: Values, ...keys: readonly string[]): string | undefined {
  const found = keys.reduce<unknown>((node, key) => (isMap(node) ? node[key] : undefined), values);
  return typeof found === 'string' ? found : undefined;
}
