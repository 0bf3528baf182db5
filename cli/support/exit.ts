import { visibleText } from '../../gitops/visible';
import { coloursOf } from './colour';

/** Every exit code of the command line. */
export const ExitCode = {
  /** Done, and all is well. */
  ok: 0,
  /** Done, and what was asked about is not well: an Application is not Healthy, a check has findings. */
  notWell: 1,
  /** Could not be done: bad input, a missing tool, a component that did not start. */
  failed: 2,
  /** Stopped by Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;

/** Prints why a command ended and returns its exit code: the only place that maps errors to codes. */
export function reportFailure(error: unknown): number {
  const { red, yellow } = coloursOf(process.stderr);
  if (isInterruption(error)) {
    console.error(yellow('Interrupted. The same command goes on from here.'));
    return ExitCode.interrupted;
  }
  // A message repeats what a tool or a file says, and either may say what a terminal obeys.
  console.error(red(visibleText(error instanceof Error ? error.message : String(error))));
  if (process.env['ARGO_BOOTSTRAP_DEBUG'] && error instanceof Error)
    console.error(visibleText(error.stack ?? ''));
  return ExitCode.failed;
}

function isInterruption(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'; // what AbortSignal.throwIfAborted throws
}
