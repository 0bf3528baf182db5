import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { type Manifest, readManifests } from '../../gitops/manifest';
import { type Problem, throwIfAny } from '../../gitops/problem';

const LIMIT_MS = 60_000;

/** What to render a chart with. */
export interface RenderRequest {
  readonly helm: string;
  readonly release: string;
  readonly namespace: string;
  readonly environments: readonly string[];
  readonly files: ReadonlyMap<string, Buffer>;
  /** Values files by name: `common`, or an environment. */
  readonly values: ReadonlyMap<string, string>;
  readonly kubeVersion: string;
  /** An empty directory. */
  readonly scratch: string;
}

/**
 * What the chart renders to in each environment. It only tells which kinds and images there are; what Argo CD
 * would make of it is for the check to say.
 *
 * @throws ProblemError where helm cannot render it, with helm's reason for each environment.
 */
export async function renderChart(request: RenderRequest): Promise<Map<string, Manifest[]>> {
  const home = mkdtempSync(join(request.scratch, 'render-'));
  const chart = join(home, 'chart');
  for (const [path, content] of request.files) write(join(chart, path), content);
  for (const [name, text] of request.values) write(join(home, 'values', `${name}.yaml`), text);
  const problems: Problem[] = [];
  const rendered = new Map<string, Manifest[]>();
  for (const environment of request.environments) {
    const result = await template(request, environment, home);
    if (typeof result === 'string') problems.push(unrenderable(environment, result));
    else rendered.set(environment, result);
  }
  throwIfAny(problems);
  return rendered;
}

function write(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

async function template(
  request: RenderRequest,
  environment: string,
  home: string,
): Promise<Manifest[] | string> {
  const { helm, release, namespace, kubeVersion, values } = request;
  const files = ['common', environment].filter((name) => values.has(name));
  const flags = files.flatMap((name) => ['--values', join(home, 'values', `${name}.yaml`)]);
  const fixed = ['--namespace', namespace, '--kube-version', kubeVersion, '--include-crds', '--skip-tests'];
  const options = { reject: false, timeout: LIMIT_MS, cwd: home, maxBuffer: 64 << 20 } as const;
  const env = { KUBECONFIG: '/dev/null' };
  const args = ['template', release, join(home, 'chart'), ...fixed, ...flags];
  const { exitCode, stdout, stderr } = await execa(helm, args, { ...options, env });
  if (exitCode !== 0) return (stderr.trim() || 'helm was stopped').replaceAll(`${home}/`, '');
  return readManifests(stdout);
}

function unrenderable(environment: string, reason: string): Problem {
  return {
    rule: 'chart-unrenderable',
    found: `the chart does not render for ${environment}: ${reason.split('\n').slice(0, 12).join('\n')}`,
    expected: 'a chart that renders with the values that are given',
    fix: 'give what it needs with --values common=<file> or --values <environment>=<file>, or under `values` of the request file',
  };
}
