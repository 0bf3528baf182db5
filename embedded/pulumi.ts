import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import type { EmbeddedEnvironment } from './environment';
import { identify } from './process/identity';
import { waitUntil } from './process/wait';

/**
 * The passphrase of an embedded stack's state. It is public on purpose: an embedded environment holds no real
 * secret and is thrown away as a whole.
 */
const EMBEDDED_PASSPHRASE = 'local';
const LOCK_PATIENCE_MS = 60_000;
/** How long an interrupted Pulumi may take to end in order before it is killed. */
const CANCEL_PATIENCE_MS = 30_000;

/**
 * What a shell needs so that plain `pulumi` commands act on the embedded environment: its kubeconfig, its own
 * Pulumi home and state, and the pinned tools first on PATH.
 */
export function pulumiEnvironment(
  environment: EmbeddedEnvironment,
  toolDirectory: string,
): Record<string, string> {
  return {
    PATH: [toolDirectory, process.env['PATH'] ?? ''].join(delimiter),
    KUBECONFIG: environment.kubeconfig,
    PULUMI_HOME: environment.pulumiHome,
    PULUMI_BACKEND_URL: `file://${environment.pulumiState}`,
    PULUMI_CONFIG_PASSPHRASE: EMBEDDED_PASSPHRASE,
    PULUMI_STACK: environment.name,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
  };
}

function stackState({ pulumiState, name }: EmbeddedEnvironment): string {
  return join(pulumiState, '.pulumi', 'stacks', 'argo-bootstrap', `${name}.json`);
}

/** Whether the environment's stack records anything that it made on the cluster. */
export function hasResources(environment: EmbeddedEnvironment): boolean {
  const file = stackState(environment);
  if (!existsSync(file)) return false;
  const { checkpoint } = JSON.parse(readFileSync(file, 'utf8')) as StackState;
  return (checkpoint.latest?.resources ?? []).length > 0;
}

/** What a file backend keeps of a stack, as far as it is read here. */
interface StackState {
  readonly checkpoint: { readonly latest?: { readonly resources?: readonly unknown[] } | null };
}

/** Makes the stack where it is missing, and lets go of the lock of a run that was killed. */
export async function prepareStack(
  environment: EmbeddedEnvironment,
  env: Record<string, string>,
): Promise<void> {
  mkdirSync(environment.pulumiState, { recursive: true });
  if (!existsSync(stackState(environment))) {
    await pulumi(environment, env, ['stack', 'init', environment.name]);
  } else if ((await locksAfterWaiting(environment)).length > 0) {
    await pulumi(environment, env, ['cancel', '--yes']);
  }
}

/** Locks whose holder is gone; waits for a holder that is just ending, such as a run that was interrupted. */
async function locksAfterWaiting(environment: EmbeddedEnvironment): Promise<string[]> {
  const locks = () => lockFiles(join(environment.pulumiState, '.pulumi', 'locks'));
  const held = () => locks().filter((file) => identify(lockHolder(file)) !== undefined);
  await waitUntil(() => held().length === 0, {
    timeoutMs: LOCK_PATIENCE_MS,
    describe: () => `another pulumi (process ${held().map(lockHolder).join(', ')}) is at work on this stack`,
  });
  return locks();
}

function lockFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function lockHolder(file: string): number {
  try {
    return Number((JSON.parse(readFileSync(file, 'utf8')) as { pid?: number }).pid ?? 0);
  } catch {
    return 0;
  }
}

/** The pinned hosts of programs and policies lie on PATH on purpose; Pulumi warns of them again and again. */
function isNews(line: string): boolean {
  return line.trim() !== '' && !/using pulumi-[a-z-]+ from \$PATH/.test(line);
}

/** Runs one Pulumi command where the program is; throws with what Pulumi printed where it fails. */
export async function pulumi(
  environment: EmbeddedEnvironment,
  env: Record<string, string>,
  args: readonly string[],
  options: {
    readonly onLine?: (line: string) => void;
    readonly signal?: AbortSignal;
    /** What it reads on standard input: the place for secret values. */
    readonly input?: string;
  } = {},
): Promise<string> {
  const { onLine, signal, input = '' } = options;
  const child = execa('pulumi', [...args, '--non-interactive', '--color=never'], {
    cwd: environment.program,
    env,
    all: true,
    reject: false,
    input,
    killSignal: 'SIGINT',
    forceKillAfterDelay: CANCEL_PATIENCE_MS,
    ...(signal && { cancelSignal: signal }),
  });
  if (onLine) {
    child.all.setEncoding('utf8').on('data', (chunk: string) => {
      for (const line of chunk.split('\n').filter(isNews)) onLine(line);
    });
  }
  const result = await child;
  if (result.exitCode === 0) return result.all;
  throw new Error(`pulumi ${args[0]} failed (exit code ${result.exitCode ?? 'none'}):\n${result.all}`);
}
