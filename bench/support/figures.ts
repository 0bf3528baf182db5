import { formatTable } from '../../cli/support/table';

/** One measured figure beside what the same machine needs at least, measured in the same run. */
export interface Figure {
  readonly what: string;
  /** In `unit`. */
  readonly measured: number;
  readonly target: number;
  readonly unit: 's' | 'ms' | 'MiB';
  /** What was measured as the minimum, and its value in `unit`. */
  readonly bare?: { readonly what: string; readonly measured: number };
}

const HEADER = ['FIGURE', 'MEASURED', 'TARGET', 'BARE MINIMUM', ''];

/** The figures as a table; a target that was missed is marked, never hidden. */
export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, measured, target, unit, bare }) => [
    what,
    amount(measured, unit),
    `<= ${amount(target, unit)}${measured > target ? '  MISSED' : ''}`,
    bare ? amount(bare.measured, unit) : '-',
    bare?.what ?? '',
  ]);
  return formatTable(HEADER, rows);
}

function amount(value: number, unit: Figure['unit']): string {
  return unit === 's' ? `${value.toFixed(2)} s` : `${Math.round(value)} ${unit}`;
}

/** How long `work` takes, in seconds, and what it gives. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { seconds: (performance.now() - start) / 1000, value };
}

/**
 * The least of each of `runs`, taken in turns. Whatever else the machine does only ever adds to a run, and what is asked
 * for is often the difference of runs ten times as long.
 *
 * @param runs each gives the seconds that it took
 */
export async function least(rounds: number, runs: readonly (() => Promise<number>)[]): Promise<number[]> {
  const times = runs.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, run] of runs.entries()) times[index]?.push(await run());
  }
  return times.map((own) => Math.min(...own));
}
