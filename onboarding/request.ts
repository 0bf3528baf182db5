import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { type OnboardingRequest, requestSchema } from '../gitops/onboarding-record';
import { type Problem, ProblemError } from '../gitops/problem';
import { readStrictYaml } from '../gitops/strict-yaml';

/** A request with the values that the chart gets, by file name: `common`, or an environment. */
export type CompleteRequest = OnboardingRequest & { readonly values: ReadonlyMap<string, string> };

const fileSchema = requestSchema.extend({
  values: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

const FIX = 'see docs/onboarding.md, "The request"';

/**
 * Reads a request file.
 *
 * @param file Relative to `cwd`, or absolute.
 * @throws ProblemError with every problem of the file, each with its line.
 */
export function readRequestFile(cwd: string, file: string): CompleteRequest {
  const shown = file.startsWith('/') ? relative(cwd, file) : file;
  const { value } = readStrictYaml(cwd, shown, fileSchema, { rule: 'request-invalid', fix: FIX });
  const { values, ...request } = value;
  return { ...request, values: new Map(Object.entries(values).map(([name, map]) => [name, stringify(map)])) };
}

/** What flags and answers say, before it is judged. */
export type PartialRequest = Readonly<Record<string, unknown>>;

/** The flag of a field, as messages name it. */
const FLAGS: Readonly<Record<string, string>> = {
  service: '<service>',
  environments: '--env',
  'chart.path': '--chart',
  'chart.name': '--chart',
  'chart.repository': '--chart-repository',
  'chart.version': '--chart-version',
};

/**
 * Judges a request that flags and answers made.
 *
 * @throws ProblemError with every field that is missing or wrong.
 */
export function parseRequest(fields: PartialRequest, values: ReadonlyMap<string, string>): CompleteRequest {
  const parsed = requestSchema.safeParse(fields);
  if (parsed.success) return { ...parsed.data, values };
  throw new ProblemError(parsed.error.issues.map((issue) => fieldProblem(issue, fields)));
}

function fieldProblem({ path, message }: z.core.$ZodIssue, fields: PartialRequest): Problem {
  const name = path.map(String).join('.');
  const flag = FLAGS[name] ?? `--${String(path[0] ?? 'file')}`;
  const value = path.reduce<unknown>(
    (current, key) =>
      typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined,
    fields,
  );
  const found = value === undefined ? `${flag} is missing` : `${flag} is ${JSON.stringify(value)}`;
  return { rule: 'request-invalid', found, expected: message, fix: FIX };
}

/**
 * Reads `<environment>=<file>` flags.
 *
 * @throws ProblemError for each flag that has another form or names no readable file.
 */
export function readValuesFlags(flags: readonly string[]): Map<string, string> {
  const problems: Problem[] = [];
  const entries = flags.flatMap((flag): [string, string][] => {
    const [, name, file] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(flag) ?? [];
    try {
      if (name !== undefined && file !== undefined) return [[name, readFileSync(file, 'utf8')]];
    } catch {
      // Said below, as for every other flag that is of no use.
    }
    problems.push({
      rule: 'request-invalid',
      found: `--values ${flag} names no readable file`,
      expected: 'common=<file> or <environment>=<file>',
      fix: FIX,
    });
    return [];
  });
  if (problems.length > 0) throw new ProblemError(problems);
  return new Map(entries);
}
