import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Location, type Problem, ProblemError } from '../gitops/problem';

const FOLDER = 'infra/kubernetes/gitops/argocd/parent';

const manifestSchema = z.looseObject({
  apiVersion: z.literal('argoproj.io/v1alpha1'),
  kind: z.literal('Application'),
  metadata: z.looseObject({
    name: z.literal('apps-root'),
    namespace: z.literal('argocd'),
    finalizers: z.array(z.string()).exactOptional(),
  }),
  spec: z.looseObject({
    project: z.literal('root'),
    source: z.looseObject({
      repoURL: z.string(),
      targetRevision: z.string(),
      path: z.string(),
      kustomize: z
        .looseObject({ patches: z.array(z.looseObject({ patch: z.string() })).exactOptional() })
        .exactOptional(),
    }),
  }),
});

/** The manifest of an environment's root Application, as its file says it. */
export type RootApplicationManifest = z.infer<typeof manifestSchema>;

/** The root Application's file: its manifest, and where a value stands in it. */
export interface RootApplicationFile {
  readonly manifest: RootApplicationManifest;
  locate(path: readonly (string | number)[]): Location;
}

/** Where an environment's root Application stands, relative to the repository's root. */
export function rootApplicationFile(environment: string): string {
  return `${FOLDER}/apps-root-${environment}.yaml`;
}

/**
 * Reads `parent/apps-root-<environment>.yaml`, the one place where an environment's repository and revision stand.
 *
 * @throws ProblemError where the file is missing, isn't one YAML document, or isn't the root Application.
 */
export function readRootApplication(root: string, environment: string): RootApplicationFile {
  const file = rootApplicationFile(environment);
  const lines = new LineCounter();
  const document = parseDocument(readText(root, file), { lineCounter: lines });
  const locate = (path: readonly (string | number)[]): Location => {
    const node = document.getIn(path, true);
    const offset = isNode(node) ? node.range?.[0] : undefined;
    return offset === undefined ? { file } : { file, line: lines.linePos(offset).line };
  };
  const result = document.errors.length === 0 ? manifestSchema.safeParse(document.toJS()) : undefined;
  if (result?.success) return { manifest: result.data, locate };
  if (!result) throw invalid({ file }, document.errors[0]?.message.split('\n')[0] ?? 'is no YAML document');
  const problems = result.error.issues.map(({ path, message }) => {
    const keys = path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    return problem(locate(keys), `${keys.join('.')}: ${message}`);
  });
  throw new ProblemError(problems);
}

function readText(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    throw invalid({ file }, 'cannot be read');
  }
}

function invalid(where: Location, found: string): ProblemError {
  return new ProblemError([problem(where, found)]);
}

function problem(where: Location, found: string): Problem {
  return {
    rule: 'root-application-invalid',
    where,
    found,
    expected: 'the Application `apps-root` of project `root` in namespace `argocd`, with one source',
    fix: 'restore the file from the trunk, or correct it',
  };
}
