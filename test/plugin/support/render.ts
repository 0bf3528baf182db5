import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binDirectory, resolveTools } from '../../../toolchain';

const root = join(__dirname, '../../..');
const script = join(root, 'helmfiles/plugin/render.sh');
const fixtures = join(root, 'test/fixtures/plugin');

/** What the script did. */
export interface Rendered {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What it left in its temporary directory. */
  readonly leftBehind: readonly string[];
}

/** The directory with helm and helmfile, built where they are not there yet. */
export async function toolDirectory(): Promise<string> {
  return binDirectory(await resolveTools(['helm', 'helmfile']));
}

/** Names of the fixtures of a kind, found by looking. */
export function fixtureNames(kind: 'valid' | 'invalid'): string[] {
  return readdirSync(join(fixtures, kind)).sort();
}

/** The file `expected.txt` of a fixture. */
export function expectedFile(kind: 'valid' | 'invalid', name: string): string {
  return join(fixtures, kind, name, 'expected.txt');
}

/** A layer in a temporary directory: the base slice with a fixture's files laid over it, and a shared chart. */
export function makeLayer(fixture?: string): string {
  const layer = mkdtempSync(join(tmpdir(), 'argo-bootstrap-layer-'));
  const slice = join(layer, 'slice');
  cpSync(join(fixtures, 'base'), slice, { recursive: true });
  cpSync(join(fixtures, 'base/chart'), join(layer, 'charts/web'), { recursive: true });
  cpSync(join(fixtures, 'base/values/common.yaml'), join(layer, 'charts/values.yaml'));
  if (!fixture) return layer;
  const from = join(fixtures, fixture);
  // A slice has one state file; a fixture that brings one brings the only one, unless it is about two.
  if (existsSync(join(from, 'helmfile.yaml')) && !fixture.endsWith('state-two-files')) {
    rmSync(join(slice, 'helmfile.yaml.gotmpl'));
  }
  cpSync(from, slice, { recursive: true, filter: (file) => !file.endsWith('expected.txt') });
  return layer;
}

/** Runs render.sh in `slice` with exactly the environment that Argo CD would give, and `env` over it. */
export function render(slice: string, env: Record<string, string | undefined>): Promise<Rendered> {
  const temporary = mkdtempSync(join(tmpdir(), 'argo-bootstrap-render-'));
  mkdirSync(temporary, { recursive: true });
  const given = {
    ARGOCD_ENV_HELMFILE_ENVIRONMENT: 'local',
    ARGOCD_APP_NAMESPACE: 'web',
    KUBE_VERSION: '1.37.0',
    TMPDIR: temporary,
    ...env,
  };
  return new Promise((resolve) => {
    execFile('sh', [script], { cwd: slice, env: given, timeout: 60_000 }, (error, stdout, stderr) => {
      const leftBehind = readdirSync(temporary);
      rmSync(temporary, { recursive: true });
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr, leftBehind });
    });
  });
}
