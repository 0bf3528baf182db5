import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { EngineMethods } from './methods';
import { networklessCommand } from './network';

/** The engine: Argo CD's own code in a process of its own (`engine/`). */
export interface Engine {
  /** @throws EngineError with the answer's message. */
  call<M extends keyof EngineMethods>(
    method: M,
    params: EngineMethods[M]['params'],
  ): Promise<EngineMethods[M]['result']>;
  /** Ends the process; calls under way fail. */
  close(): Promise<void>;
}

/** What the engine answered instead of a result. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

const PATIENCE_MS = 3000;

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts the engine.
 *
 * @param binary The engine's executable.
 * @param env Its whole environment, which the tools that it runs inherit.
 * @param withoutNetwork The command that keeps it, and all that it runs, from the network.
 */
export function startEngine(
  binary: string,
  env: NodeJS.ProcessEnv,
  withoutNetwork: () => readonly string[] = networklessCommand,
): Engine {
  const [command = binary, ...args] = [...withoutNetwork(), binary];
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const ended = whenEnded(child, waiting);
  createInterface({ input: child.stdout }).on('line', (line) => answer(line, waiting));
  return {
    call: (method, params) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ id: last, method, params })}\n`);
      }),
    close: async () => {
      child.stdin.end();
      child.kill('SIGTERM');
      // It ends its tools first; one that is past hearing is ended all the same.
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function answer(line: string, waiting: Map<number, Waiting>): void {
  const { id, result, error } = JSON.parse(line) as { id: number; result?: never; error?: string };
  const call = waiting.get(id);
  waiting.delete(id);
  if (error === undefined) call?.resolve(result as never);
  else call?.reject(new EngineError(error));
}

/** Settles once the process is gone; what still waits for an answer fails. */
function whenEnded(child: ChildProcessWithoutNullStreams, waiting: Map<number, Waiting>): Promise<void> {
  const complaints: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  child.stdin.on('error', () => undefined);
  return new Promise((resolve) => {
    const end = (reason: string) => {
      const text = complaints.join('').trim().slice(-2000);
      for (const { reject } of waiting.values()) reject(new Error(`the engine ended (${reason}) ${text}`));
      waiting.clear();
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) => end(signal ?? `exit code ${code}`));
  });
}
