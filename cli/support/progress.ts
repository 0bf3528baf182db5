import { visibleLine } from '../../gitops/visible';

/** Shows a line in the place of the one before. */
export type ShowProgress = (line: string) => void;

/** Where progress is shown: standard error, or what a test puts in its place. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  /** Columns of the terminal; 0 or undefined where it does not say. */
  readonly columns?: number;
  write(text: string): unknown;
}

const USUAL_COLUMNS = 80;

/**
 * Shows on standard error what `use` is at: one line that is written over, gone again when `use` ends, however it
 * ends. Nothing is written where that is no terminal, or only the log of a build server's job.
 */
export async function withProgress<T>(
  use: (show: ShowProgress) => Promise<T>,
  stream: ProgressStream = process.stderr,
): Promise<T> {
  if (!isWatched(stream)) return use(() => undefined);
  const columns = stream.columns || USUAL_COLUMNS;
  try {
    // A line as wide as the terminal would begin another one, which the next does not write over.
    return await use((line) => stream.write(`${CLEARED}${visibleLine(line).slice(0, columns - 1)}`));
  } finally {
    stream.write(CLEARED);
  }
}

/** Back to the first column, and the line empty. */
const CLEARED = '\r\u001b[2K';

function isWatched({ isTTY }: ProgressStream): boolean {
  const { CI, TERM } = process.env;
  return isTTY === true && TERM !== 'dumb' && (CI === undefined || CI === '' || CI === 'false');
}
