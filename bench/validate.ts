import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { binDirectory, resolveTools } from '../toolchain';
import { validate } from '../validate';
import { makeSemaphore } from '../validate/render/semaphore';
import { type Figure, figuresTable, timed } from './support/figures';
import { watchMemory } from './support/memory';
import { sliceOf, writeSyntheticTree } from './support/synthetic-tree';

/**
 * The pre-merge check on synthetic trees; prints a table and exits 0 either way. Sizes are arguments:
 * `bench/validate.ts 92 5000`; 92, 100, 584 and 1,000 unless given. The load of the machine stands beside them.
 */
const SIZES = [92, 100, 584, 1000];

/** How much more an Application may cost in the largest tree than in the smallest of at least 100. */
const FLAT = 1.2;

/** What the project promises, by size; sizes without a promise of their own are held to the rate of 584. */
const COLD_SECONDS: Readonly<Record<number, number>> = { 92: 14, 584: 67 };
const RATE = 67 / 584;

async function main(): Promise<void> {
  const sizes = process.argv.slice(2).map(Number);
  const each = new Map<number, number>();
  for (const size of sizes.length > 0 ? sizes : SIZES) {
    const figures = await measure(size);
    console.log(`${figuresTable(figures)}\nload average ${loadavg()[0]?.toFixed(1)}\n`);
    if (size >= 100) each.set(size, (figures[0]?.measured ?? 0) / size);
  }
  if (each.size > 1) console.log(figuresTable([flatness(each)]));
}

/** What an Application costs in the largest tree against the smallest, in milliseconds. */
function flatness(each: ReadonlyMap<number, number>): Figure {
  const sizes = [...each.keys()].sort((left, right) => left - right);
  const [small = 0, large = 0] = [sizes[0] ?? 0, sizes.at(-1) ?? 0];
  const [least = 0, most = 0] = [each.get(small), each.get(large)].map((seconds) => (seconds ?? 0) * 1000);
  return {
    what: `each of ${large}, against each of ${small}`,
    measured: most,
    target: least * FLAT,
    unit: 'ms',
    bare: { what: `each of ${small}`, measured: least },
  };
}

async function measure(size: number): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'argo-bootstrap-bench-'));
  try {
    const root = join(directory, 'tree');
    writeSyntheticTree(root, size);
    cpSync(join(resolve(__dirname, '..'), 'helmfiles', 'plugin'), join(root, 'helmfiles', 'plugin'), {
      recursive: true,
    });
    const run = () => timed(() => validate({ root, cache: join(directory, 'cache') }));
    const memory = watchMemory([String(process.pid), 'argo-bootstrap-validate-', 'bench/validate.ts']);
    const cold = await run();
    const peak = memory.stop();
    if (cold.value.findings.length > 0) throw new Error(JSON.stringify(cold.value.findings[0]));
    const unchanged = await run();
    appendFileSync(join(root, sliceOf(1), 'values', 'common.yaml'), 'changed: true\n');
    const one = await run();
    const bare = { what: 'helmfile template of the same slices', measured: await plainHelmfile(root, size) };
    const target = COLD_SECONDS[size] ?? size * RATE;
    return [
      { what: `${size} Applications cold`, measured: cold.seconds, target, unit: 's', bare },
      { what: `${size}, each`, measured: cold.seconds / size, target: RATE, unit: 's' },
      { what: `${size}, nothing changed`, measured: unchanged.seconds, target: 2, unit: 's' },
      { what: `${size}, one slice changed`, measured: one.seconds, target: 3, unit: 's' },
      { what: `${size} cold, peak memory`, measured: peak, target: 1024, unit: 'MiB' },
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Seconds that helmfile alone needs for every slice, as many at a time as the check renders. */
async function plainHelmfile(root: string, size: number): Promise<number> {
  const tools = await resolveTools(['helm', 'helmfile']);
  const env = { PATH: `${await binDirectory(tools)}:${process.env['PATH']}` };
  const limit = makeSemaphore(availableParallelism());
  const render = (index: number) =>
    limit(() =>
      execa('helmfile', ['--quiet', '--environment', 'local', 'template'], {
        cwd: join(root, sliceOf(index)),
        env,
        stdout: 'ignore',
        stderr: 'ignore',
      }),
    );
  return (await timed(() => Promise.all(Array.from({ length: size }, (_, index) => render(index))))).seconds;
}

void main();
