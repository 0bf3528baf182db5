import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { UnreachableError } from '../cluster/api-error';
import type { Session } from '../session';
import type { Json } from '../wire/values';
import { type Login, loginEnvironment, prepareLogin } from './login';

/** helm ended with an error; the message is what it said last. */
export class HelmError extends Error {
  override readonly name = 'HelmError';
}

/** How to run helm once. */
export interface HelmRun {
  readonly arguments: readonly string[];
  /** Values, given on standard input so that they never show in the process list. */
  readonly values?: Json;
  /** True for commands that need no cluster. */
  readonly offline?: boolean;
  /** Credentials of the chart's origin. */
  readonly login?: Login | undefined;
}

// What could point helm at another cluster or namespace than the one that was checked.
const SCRUBBED = /^(HELM_KUBE|HELM_NAMESPACE$|HELM_DEBUG$|KUBECONFIG$|HELM_DRIVER$)/;
const GRACE_MS = 15_000;

const directories = new Set<string>();

// The plugin may have to end while helm still runs, and the directory holds credentials.
process.on('exit', () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** Runs helm against the session's cluster and returns what it printed. Throws {@link HelmError} or UnreachableError. */
export async function runHelm(session: Session, run: HelmRun): Promise<string> {
  const directory = await makeDirectory();
  try {
    const kubeconfig = join(directory, 'kubeconfig');
    const content = run.offline ? '{}' : session.kubeconfig().exportConfig();
    await writeFile(kubeconfig, content, { mode: 0o600 });
    const env = { ...environment(session, kubeconfig), ...(run.login && loginEnvironment(directory)) };
    if (run.login) {
      const first = await prepareLogin(directory, run.login);
      await execute(session, first.arguments, first.input, env);
    }
    return await execute(
      session,
      run.arguments,
      run.values === undefined ? '' : JSON.stringify(run.values),
      env,
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
    directories.delete(directory);
  }
}

/** Below the project's Pulumi home: a plugin that is killed leaves it there, where it goes with the environment. */
async function makeDirectory(): Promise<string> {
  const parent = process.env['PULUMI_HOME'] || tmpdir();
  await mkdir(parent, { recursive: true });
  const directory = await mkdtemp(join(parent, 'argo-bootstrap-helm-'));
  directories.add(directory);
  return directory;
}

async function execute(
  session: Session,
  args: readonly string[],
  input: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const child = spawn(process.env['HELM_BIN'] || 'helm', args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const stop = () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  };
  session.signal.addEventListener('abort', stop, { once: true });
  // helm may end before it has read its input; its exit code says why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  try {
    const ended = new Promise<number>((resolve, reject) => {
      child.on('error', (error) => reject(notStarted(error)));
      child.on('close', (code) => resolve(code ?? 1));
    });
    const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    if (code !== 0)
      throw failure([lastWords(errors) || `helm ended with code ${code}`, reasonIn(output)].join(''));
    return output;
  } finally {
    session.signal.removeEventListener('abort', stop);
  }
}

function environment(session: Session, kubeconfig: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([key]) => !SCRUBBED.test(key));
  const driver = session.settings.helmDriver;
  return { ...Object.fromEntries(inherited), KUBECONFIG: kubeconfig, ...(driver && { HELM_DRIVER: driver }) };
}

/** `helm repo update` keeps the reason out of its error. */
function reasonIn(output: string): string {
  const reason = /Unable to get an update[^\n]*\n\s*([^\n]+)/.exec(output)?.[1];
  return reason ? `: ${reason}` : '';
}

function failure(message: string): Error {
  return /cluster unreachable/i.test(message) ? new UnreachableError(message) : new HelmError(message);
}

function notStarted(error: NodeJS.ErrnoException): HelmError {
  if (error.code !== 'ENOENT') return new HelmError(`helm can't be started: ${error.message}`);
  return new HelmError('helm is not on PATH\n  fix: put helm 3 on PATH, or name it in HELM_BIN');
}

/** helm prints warnings before its error; the error is what matters. */
function lastWords(errors: string): string {
  const start = errors.lastIndexOf('Error: ');
  return (start < 0 ? errors : errors.slice(start + 'Error: '.length)).trim();
}
