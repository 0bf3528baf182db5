import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { type Bootstrap, loadBootstrap } from '../../../config/load';
import { generated } from './generated';

const ROOT = join(__dirname, '..', '..', '..');
const FIXTURES = join(ROOT, 'test', 'fixtures', 'config');

/** One fixture: a stack's file with its surroundings, and what must be said of it. */
export interface Case {
  readonly name: string;
  readonly stack: string;
  /** Text of Pulumi.<stack>.yaml. */
  readonly file: string;
  /** The kubeconfig's contexts; the first is current. Default: the one that the file configures. */
  readonly contexts?: readonly string[];
  /** API server of those contexts. */
  readonly server?: string;
  /** Files of the repository that differ from the committed ones, by path; null for a missing one. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** What the encrypted values of `secrets` decrypt to. */
  readonly secrets?: Readonly<Record<string, unknown>>;
  /** Environment variables of the program. */
  readonly env?: Readonly<Record<string, string>>;
  /** The whole message, for an invalid case. */
  readonly message?: string;
}

/** Every fixture of `test/fixtures/config/<kind>/`. */
export function cases(kind: 'valid' | 'invalid'): Case[] {
  const folder = join(FIXTURES, kind);
  return readdirSync(folder)
    .sort()
    .map((file) => ({
      ...parse(readFileSync(join(folder, file), 'utf8')),
      name: file.replace(/\.yaml$/, ''),
    }));
}

/** The case that the committed file of a stack makes. */
export function committed(stack: string): Case {
  return { name: stack, stack, file: readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), 'utf8') };
}

/** Loads a case in a temporary repository and removes it again. */
export async function load(one: Case): Promise<Bootstrap> {
  const root = mkdtempSync(join(tmpdir(), 'argo-bootstrap-config-'));
  try {
    for (const [path, text] of Object.entries(repository(one))) write(join(root, path), text);
    const env = { KUBECONFIG: join(root, 'kubeconfig'), ...one.env };
    const values = Object.entries(one.secrets ?? {}).map(([name, value]) => [name, generated(value)]);
    const secrets = () => Promise.resolve(one.secrets && Object.fromEntries(values));
    const { stack } = one;
    return await loadBootstrap({
      root,
      project: 'argo-bootstrap',
      stack,
      ...asPulumiReads(one.file),
      secrets,
      env,
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Configuration as the engine passes it to a program: scalars as text, structures as JSON, encrypted keys apart. */
export function asPulumiReads(file: string): { raw: Record<string, string>; secretKeys: string[] } {
  const { config } = parse(file) as { config: Record<string, unknown> };
  const entries = Object.entries(config ?? {});
  const text = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  const secretKeys = entries.filter(([, value]) => text(value).includes('"secure":')).map(([key]) => key);
  const raw = entries.map(([key, value]) => [key, secretKeys.includes(key) ? '' : text(value)]);
  return { raw: Object.fromEntries(raw), secretKeys };
}

function repository(one: Case): Record<string, string | null> {
  const values = ['common', one.stack].map((name) => `helmfiles/values/argocd/${name}.yaml`);
  const paths = ['policy/allowlist.yaml', ...values, rootApplication(one.stack)];
  const copies = paths.map((path): [string, string | null] => [path, readIfThere(join(ROOT, path))]);
  return {
    ...Object.fromEntries(copies),
    [`Pulumi.${one.stack}.yaml`]: one.file,
    kubeconfig: kubeconfig(one),
    ...one.files,
  };
}

function rootApplication(stack: string): string {
  return `infra/kubernetes/gitops/argocd/parent/apps-root-${stack}.yaml`;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** A kubeconfig with the contexts of the case. */
export function kubeconfig(one: Case): string {
  const configured = asPulumiReads(one.file).raw['argo-bootstrap:kubernetes'] ?? '{}';
  const contexts = one.contexts ?? [(JSON.parse(configured) as { context: string }).context];
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contexts[0] ?? '',
    contexts: contexts.map((name) => ({ name, context: { cluster: 'cluster', user: 'user' } })),
    clusters: [{ name: 'cluster', cluster: { server: one.server ?? 'https://kubernetes.example.com' } }],
    users: [{ name: 'user', user: {} }],
  });
}

function write(path: string, text: string | null): void {
  if (text === null) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
