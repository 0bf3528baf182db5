import { ExitCode } from './exit';

const interruption = new AbortController();

/** Aborted by the first Ctrl-C or SIGTERM, so that work under way ends in order. */
export const interrupted: AbortSignal = interruption.signal;

/** The first signal asks the work to end; a second one ends the process where it is. */
export function handleInterrupts(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interrupted.aborted) process.exit(ExitCode.interrupted);
      interruption.abort();
    });
  }
}
