import * as os from 'node:os';
import * as path from 'node:path';
import { type Problem, ProblemError } from '../gitops/problem';
import type { BuildPlan } from './cache';
import type { PathFinding } from './path-lookup';
import { compareVersions } from './versions';

/** A tool that is neither on PATH nor in the cache, and what PATH had instead. */
export interface MissingTool {
  readonly plan: BuildPlan;
  readonly finding: PathFinding;
}

/** The oldest Go that builds all of these tools. */
export function minimumGo(plans: readonly BuildPlan[]): string {
  return (
    plans
      .map(({ pin }) => pin.go)
      .sort(compareVersions)
      .at(-1) ?? '1.26'
  );
}

/** Tools are missing, and Go is too (or is too old to build them): one problem that names them all. */
export function cannotBuild(missing: readonly MissingTool[], go: string | undefined): Problem {
  const needed = minimumGo(missing.map(({ plan }) => plan));
  const pages = missing.flatMap(({ plan }) =>
    plan.tool.download ? [`\n    ${plan.name} ${plan.pin.version}: ${plan.tool.download}`] : [],
  );
  const own = missing.filter(({ plan }) => !plan.tool.download).map(({ plan }) => plan.name);
  const onlyGo = own.length > 0 ? ` (${own.join(', ')} can only be built)` : '';
  return {
    rule: 'tools-missing',
    found: `not on PATH, not in the cache, and ${go ? `Go ${go} is too old to build them` : 'no Go to build them with'}: ${missing.map(describeMissing).join(', ')}`,
    expected: `Go >= ${needed}, or these tools on PATH`,
    fix: `install Go >= ${needed} (https://go.dev/dl/) and run this again${onlyGo}; or run \`mise install\` for everything at the pinned versions; or install what is missing yourself:${pages.join('')}`,
  };
}

function describeMissing({ plan, finding }: MissingTool): string {
  const refused = finding.refused.map(
    ({ path: file, version, reason }) => `${file} ${version ?? ''}: ${reason}`,
  );
  return `${plan.name} ${plan.pin.version}${refused.length > 0 ? ` (refused ${refused.join('; ')})` : ''}`;
}

/** A build ended with an error; `output` is what Go wrote last. */
export function buildFailed(plan: BuildPlan, log: string, output: string): Problem {
  const lastLine = output.trim().split('\n').at(-1) ?? '';
  const fix =
    remedies.find(({ symptom }) => symptom.test(output))?.fix ??
    'read the log, then run this again: what was compiled is kept';
  return {
    rule: 'tool-build-failed',
    found: `building ${plan.name} ${plan.pin.version} failed: ${lastLine} (log: ${displayPath(log)})`,
    expected: `\`go build ${plan.tool.package}\` in ${plan.tool.directory} succeeds`,
    fix,
  };
}

const remedies: readonly { readonly symptom: RegExp; readonly fix: string }[] = [
  {
    symptom: /no space left on device|disk quota exceeded/i,
    fix: 'free some disk space (all tools together take about 20 GB in the caches of Go and 1 GB here), then run this again: what was compiled is kept',
  },
  {
    symptom:
      /dial tcp|no such host|i\/o timeout|proxyconnect|connection refused|TLS handshake|: (403|404|5\d\d) /i,
    fix: 'check that the Go module proxy can be reached (`go env GOPROXY`), then run this again',
  },
  {
    symptom: /checksum mismatch|SECURITY ERROR/,
    fix: 'the module proxy served something else than go.sum pins: do not use it, and check GOPROXY',
  },
  {
    symptom: /signal: killed/,
    fix: 'the compiler was killed, most likely for want of memory (2 GB are needed): end other programs, then run this again',
  },
];

const cacheErrors = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST']);

/** Runs what writes to the cache; a file system that refuses becomes a problem with its remedy. */
export async function explainCacheErrors<T>(cache: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isCacheError(error)) throw error;
    throw new ProblemError([cacheUnusable(cache, error)]);
  }
}

/** Node reports ENOENT where it cannot make the directories of a path on a read-only file system. */
function isCacheError(error: unknown): error is NodeJS.ErrnoException {
  const { code = '', syscall }: NodeJS.ErrnoException = error instanceof Error ? error : new Error();
  return cacheErrors.has(code) || (code === 'ENOENT' && syscall === 'mkdir');
}

function cacheUnusable(cache: string, error: NodeJS.ErrnoException): Problem {
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT';
  const remedy = full ? 'free some disk space' : 'make the directory writable';
  return {
    rule: 'cache-not-writable',
    found: `cannot write to the cache ${displayPath(cache)}: ${error.code} (${error.syscall ?? 'write'})`,
    expected: 'a directory that can be written to, with room for the tools',
    fix: `${remedy}, or set ARGO_BOOTSTRAP_CACHE to another directory`,
  };
}

/** A path as its reader knows it: below the home directory with a tilde. */
export function displayPath(file: string): string {
  const home = os.homedir() + path.sep;
  return file.startsWith(home) ? `~/${file.slice(home.length)}` : file;
}
