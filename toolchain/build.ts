import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { execa } from 'execa';
import { ProblemError } from '../gitops/problem';
import { type BuildPlan, buildTarget } from './cache';
import { copyCompanions } from './companions';
import { goEnvironment } from './go';
import { projectRoot } from './paths';
import { buildFailed } from './problems';
import { rewriteFlags } from './rewrite';

const temporaryPrefix = '.building-';
/** Go stops at SIGINT after the packages at hand, which stay in its cache; then it is killed. */
const patienceMilliseconds = 10_000;

export interface BuildOptions {
  readonly go: string;
  readonly env: NodeJS.ProcessEnv;
  /** File that receives everything Go says. */
  readonly log: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Builds a tool into its place in the cache. Everything is made in a directory of its own and renamed
 * when complete, so whatever interrupts the build leaves nothing that could be taken for the tool.
 * Call it while holding the tool's lock: leftovers of earlier interruptions are removed.
 *
 * @throws ProblemError naming the tool, the log and the remedy; the signal's reason when aborted.
 */
export async function buildTool(plan: BuildPlan, options: BuildOptions): Promise<string> {
  await fs.mkdir(plan.home, { recursive: true });
  await removeLeftovers(plan.home);
  const temporary = await fs.mkdtemp(path.join(plan.home, temporaryPrefix));
  try {
    await goBuild(plan, path.join(temporary, plan.name), options);
    await copyCompanions(plan, temporary, options);
    await fs.chmod(temporary, 0o755);
    return await moveInto(temporary, buildTarget(plan, options.go));
  } finally {
    await fs.rm(temporary, { recursive: true, force: true });
  }
}

async function goBuild(plan: BuildPlan, output: string, options: BuildOptions): Promise<void> {
  await fs.mkdir(path.dirname(options.log), { recursive: true });
  await fs.writeFile(options.log, `${plan.name} ${plan.pin.version}, Go ${options.go}\n`);
  const sources = await fs.mkdtemp(path.join(plan.home, temporaryPrefix));
  try {
    const rewritten = await rewriteFlags(plan, sources, options);
    await runGo(plan, [...plan.flags, ...rewritten, '-o', output, plan.tool.package], options);
  } finally {
    await fs.rm(sources, { recursive: true, force: true });
  }
}

async function runGo(plan: BuildPlan, args: readonly string[], options: BuildOptions): Promise<void> {
  const log = { file: options.log, append: true };
  const result = await execa('go', ['build', '-v', ...args], {
    cwd: path.join(projectRoot, plan.tool.directory),
    env: goEnvironment(options.env),
    extendEnv: false,
    stdin: 'ignore',
    stdout: log,
    stderr: log,
    buffer: false,
    reject: false,
    killSignal: 'SIGINT',
    forceKillAfterDelay: patienceMilliseconds,
    ...(options.signal ? { cancelSignal: options.signal } : {}),
  });
  options.signal?.throwIfAborted();
  if (result.failed) throw new ProblemError([buildFailed(plan, options.log, await tailOf(options.log))]);
}

/** Renames; where another process was quicker, its result counts. */
async function moveInto(temporary: string, target: string): Promise<string> {
  try {
    await fs.rename(temporary, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
  return target;
}

async function removeLeftovers(home: string): Promise<void> {
  const names = await fs.readdir(home);
  const leftovers = names.filter((name) => name.startsWith(temporaryPrefix));
  await Promise.all(leftovers.map((name) => fs.rm(path.join(home, name), { recursive: true, force: true })));
}

async function tailOf(log: string): Promise<string> {
  return (await fs.readFile(log, 'utf8')).slice(-4000);
}
