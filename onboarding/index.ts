import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { throwIfAny } from '../gitops/problem';
import { resolveTools } from '../toolchain';
import { pinnedOpenApi } from '../validate/openapi';
import { workingTree } from '../validate/tree/checkout';
import { obtainChart } from './chart';
import { requestProblems } from './collisions';
import { readFacts, type TreeFacts } from './facts';
import { ignoredFiles } from './ignored';
import { type Plan, planOnboarding } from './plan';
import type { CompleteRequest } from './request';

/** The checkout to plan for, and the folder that local charts are relative to. */
export interface OnboardingOptions {
  readonly root: string;
  readonly cwd: string;
  readonly progress: (line: string) => void;
}

/** The request as it is recorded: environments in the tree's order, and no path of this machine. */
function recordable(
  request: CompleteRequest,
  { environments }: TreeFacts,
  { root, cwd }: OnboardingOptions,
): CompleteRequest {
  const known = environments.map(({ name }) => name);
  const ordered = [...new Set(request.environments)].sort(
    (one, two) => known.indexOf(one) - known.indexOf(two),
  );
  const { path } = request.chart;
  const chart = path === undefined ? request.chart : { path: pathInTree(root, resolve(cwd, path)) };
  return { ...request, environments: ordered, chart };
}

/** A folder outside of the tree is known by its own name. */
function pathInTree(root: string, folder: string): string {
  const path = relative(root, folder);
  return path.startsWith('..') || path === '' ? basename(folder) : path;
}

/**
 * Plans the onboarding of a service: reads the tree, gets the chart and renders it. Nothing is written.
 *
 * @throws ProblemError with everything that is wrong with the request, or in its way.
 */
export async function prepareOnboarding(asked: CompleteRequest, options: OnboardingOptions): Promise<Plan> {
  const { root, cwd, progress } = options;
  const facts = readFacts(await workingTree(root), asked.service);
  const request = recordable(asked, facts, options);
  throwIfAny(requestProblems(request, facts));
  const tools = await resolveTools(['helm'], { progress: ({ tool, state }) => progress(`${state} ${tool}`) });
  const { version } = await pinnedOpenApi(join(__dirname, '..'));
  const scratch = mkdtempSync(join(tmpdir(), 'argo-bootstrap-onboard-'));
  const remove = () => rmSync(scratch, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const helm = tools.get('helm')?.path ?? 'helm';
    const chart = await obtainChart(asked, facts, { root, cwd, helm, kubeVersion: version, scratch });
    const plan = planOnboarding(request, chart, facts);
    throwIfAny(await ignoredFiles(root, plan.changes));
    return plan;
  } finally {
    process.removeListener('exit', remove);
    remove();
  }
}
