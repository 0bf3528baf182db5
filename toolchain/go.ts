import { execa } from 'execa';

/**
 * The environment for every call of Go: what is pinned is what is built, for this machine, whatever the
 * user's own Go settings are. Where modules come from (GOPROXY, GOMODCACHE, …) stays the user's choice.
 */
export function goEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _arch, ...rest } = env;
  return {
    ...rest,
    CGO_ENABLED: '0',
    GOFLAGS: '-mod=readonly',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
  };
}

/** The Go on PATH, such as `1.26.8`; undefined where there is none that runs. */
export async function goVersion(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const result = await execa('go', ['env', 'GOVERSION'], {
    env: goEnvironment(env),
    extendEnv: false,
    reject: false,
  });
  return result.failed ? undefined : /^go(\S+)/.exec(result.stdout)?.[1];
}

/** Why a module could not be had; `missing` when that is for want of Go. */
export interface DownloadFailure {
  readonly missing: boolean;
  readonly message: string;
}

export interface DownloadOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Downloads `module` (as `path@version`) into the user's module cache, unless it is there already.
 * Returns the directory with its files, which are read-only.
 */
export async function downloadModule(
  module: string,
  options: DownloadOptions,
): Promise<{ readonly directory: string } | DownloadFailure> {
  const result = await execa('go', ['mod', 'download', '-json', module], {
    cwd: options.cwd,
    env: goEnvironment(options.env),
    extendEnv: false,
    reject: false,
    ...(options.signal ? { cancelSignal: options.signal } : {}),
  });
  options.signal?.throwIfAborted();
  if (result.code === 'ENOENT') return { missing: true, message: 'there is no Go on PATH' };
  return readAnswer(result.stdout, result.stderr);
}

function readAnswer(stdout: string, stderr: string): { readonly directory: string } | DownloadFailure {
  const { Dir, Error: message }: { Dir?: string; Error?: string } = stdout ? JSON.parse(stdout) : {};
  if (Dir) return { directory: Dir };
  return { missing: false, message: message ?? stderr.trim() };
}
