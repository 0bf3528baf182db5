import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CommittedStacks } from '../test/policy/support/committed';
import { type Outcome, Trial } from '../test/policy/support/trial';
import { type Figure, figuresTable, least, timed } from './support/figures';

const ROOT = resolve(__dirname, '..');
const RUNS = 5;
const RESOURCES = 2_000;
const OURS = join(ROOT, 'policy');

/** A pack with one policy that says nothing: what Pulumi takes for any pack. */
function barePack(): string {
  const directory = mkdtempSync(join(tmpdir(), 'bare-pack-'));
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  writeFileSync(join(directory, 'PulumiPolicy.yaml'), 'runtime: nodejs\n');
  writeFileSync(join(directory, 'package.json'), '{"name": "bare", "version": "0.1.0", "main": "index.js"}');
  const policy = "{ name: 'nothing', description: 'says nothing', validateResource() {} }";
  const program = `new (require('@pulumi/policy').PolicyPack)('bare', { policies: [${policy}] });`;
  writeFileSync(join(directory, 'index.js'), program);
  return directory;
}

/** Seconds that a preview takes. */
async function seconds(preview: () => Promise<Outcome>): Promise<number> {
  const { seconds: taken, value } = await timed(preview);
  if (value.exitCode !== 0) throw new Error(value.text);
  return taken;
}

/** What the pack adds to a preview of the committed stack. */
async function onThisStack(bare: string): Promise<Figure> {
  const stacks = await CommittedStacks.create();
  try {
    await stacks.pulumi('local', 'stack', 'init');
    const preview =
      (...args: string[]) =>
      () =>
        seconds(() => stacks.pulumi('local', 'preview', ...args));
    const [without = 0, minimum = 0, ours = 0] = await least(RUNS, [
      preview(),
      preview('--policy-pack', bare),
      preview('--policy-pack', 'policy'),
    ]);
    return {
      what: 'added by the policy pack to a preview of this stack',
      measured: ours - without,
      target: 1,
      unit: 's',
      bare: { what: 'a pack that says nothing', measured: minimum - without },
    };
  } finally {
    stacks.remove();
  }
}

/** What the pack adds to a preview of many resources, besides what it adds to any. */
async function onManyResources(bare: string): Promise<Figure> {
  const trial = await Trial.create();
  try {
    const preview = (count: number, pack?: string) => () => {
      trial.register(Array.from({ length: count }, (_, index) => settings(index)));
      const config = pack === OURS ? { 'provider-context': 'disabled' } : {};
      return seconds(() => trial.preview('production', config, pack));
    };
    const [few = 0, many = 0, bareFew = 0, bareMany = 0, oursFew = 0, oursMany = 0] = await least(RUNS, [
      preview(1),
      preview(RESOURCES),
      preview(1, bare),
      preview(RESOURCES, bare),
      preview(1, OURS),
      preview(RESOURCES, OURS),
    ]);
    const plain = many - few;
    return {
      what: `added by the policy pack to ${RESOURCES} resources`,
      measured: oursMany - oursFew - plain,
      target: RESOURCES / 1000,
      unit: 's',
      bare: { what: 'a pack that says nothing', measured: bareMany - bareFew - plain },
    };
  } finally {
    trial.remove();
  }
}

function settings(index: number) {
  const name = `settings-${index}`;
  const props = { metadata: { name }, data: { key: 'value', text: 'x'.repeat(500) } };
  return { type: 'kubernetes:core/v1:ConfigMap', name, props };
}

/** Prints the figures; the exit code says whether the targets were reached. */
async function main(): Promise<void> {
  const bare = barePack();
  try {
    const figures = [await onThisStack(bare), await onManyResources(bare)];
    process.stdout.write(`${figuresTable(figures)}\n`);
    process.exitCode = figures.some(({ measured, target }) => measured > target) ? 1 : 0;
  } finally {
    rmSync(bare, { recursive: true });
  }
}

void main();
