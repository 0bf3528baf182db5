import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { binDirectory, materialiseVendored, resolveTools } from '../../../toolchain';
import { type Objects, parseObjects } from './objects';

export const ROOT = join(__dirname, '..', '..', '..');
export const ENVIRONMENTS = ['local', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** The Kubernetes version that charts are told. */
const KUBERNETES = 'v1.37.2';

/** Builds or finds helm and helmfile, and puts the vendored manifests in place. */
export async function prepare(): Promise<string> {
  await materialiseVendored();
  return binDirectory(await resolveTools(['helm', 'helmfile']));
}

/** What `helm template` makes of a chart as a release in a namespace of the same name. */
export async function helmTemplate(
  tools: string,
  chart: string,
  values: unknown,
  name = 'argocd',
): Promise<Objects> {
  const args = ['template', name, chart, '--namespace', name, '--kube-version', KUBERNETES, '--values', '-'];
  const { stdout } = await run(join(tools, 'helm'), args, { input: stringify(values) });
  return parseObjects(stdout);
}

/** What `helmfile template` makes of helmfiles/00-argocd.yaml, with a stack's file of its own. */
export async function helmfileTemplate(
  tools: string,
  environment: Environment,
  stackFile: string,
): Promise<Objects> {
  const args = ['--file', join(ROOT, 'helmfiles/00-argocd.yaml'), '--environment', environment, 'template'];
  const env = { PATH: [tools, process.env['PATH']].join(delimiter), ARGO_BOOTSTRAP_STACK_FILE: stackFile };
  const { stdout } = await run(join(tools, 'helmfile'), [...args, '--args', `--kube-version=${KUBERNETES}`], {
    env,
  });
  return parseObjects(stdout);
}

/** Runs a command with caches of its own, which are removed again. */
async function run(
  file: string,
  args: readonly string[],
  options: { input?: string; env?: Record<string, string> },
) {
  const home = mkdtempSync(join(tmpdir(), 'argo-bootstrap-helm-'));
  const env = {
    HELMFILE_CACHE_HOME: join(home, 'helmfile'),
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
  };
  try {
    return await execa(file, args, {
      cwd: ROOT,
      ...options,
      env: { ...env, ...options.env },
      maxBuffer: 64 << 20,
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
