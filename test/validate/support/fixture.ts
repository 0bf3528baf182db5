import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { z } from 'zod';

const PROJECT = resolve(__dirname, '..', '..', '..');
const BASE = join(PROJECT, 'test', 'fixtures', 'validate', 'base');

/** In fixtures, `$G` stands for the directory of the GitOps tree. */
const GITOPS = 'infra/kubernetes/gitops/argocd';

const schema = z.strictObject({
  /** Environments to validate; local unless given. */
  environments: z.array(z.string()).default(['local']),
  /** Text to replace, which must occur exactly once. */
  edit: z.array(z.strictObject({ file: z.string(), from: z.string(), to: z.string() })).default([]),
  /** Files to write. */
  add: z.record(z.string(), z.string()).default({}),
  /** Symbolic links to make. */
  link: z.record(z.string(), z.string()).default({}),
  remove: z.array(z.string()).default([]),
  /** Files of the base alone, written before anything else. */
  before: z.record(z.string(), z.string()).default({}),
  /** Whether the tree without these changes is the base to compare with. */
  compare: z.boolean().default(false),
  findings: z.array(
    z.strictObject({
      rule: z.string(),
      where: z.string(),
      found: z.string(),
      /** Other places, as `rendered by file:line`; compared where a fixture says what they are. */
      related: z.array(z.string()).optional(),
      /** The Application that it concerns; compared where a fixture says which. */
      application: z.string().optional(),
    }),
  ),
});

/** A tree made from the base by a few changes, and what the check must say of it. */
export type Fixture = z.infer<typeof schema>;

/** Reads a fixture. */
export function readFixture(file: string): Fixture {
  return schema.parse(parse(readFileSync(file, 'utf8').replaceAll('$G', GITOPS)));
}

/** Makes the tree of a fixture in a directory of its own. */
export async function makeTree(fixture: Fixture): Promise<{ dir: string; remove(): void }> {
  const dir = mkdtempSync(join(tmpdir(), 'validate-fixture-'));
  cpSync(BASE, dir, { recursive: true });
  cpSync(join(PROJECT, 'helmfiles', 'plugin'), join(dir, 'helmfiles', 'plugin'), { recursive: true });
  for (const [path, text] of Object.entries(fixture.before)) write(join(dir, path), text);
  if (fixture.compare) await commit(dir);
  for (const { file, from, to } of fixture.edit) edit(join(dir, file), from, to);
  for (const path of fixture.remove) rmSync(join(dir, path), { recursive: true });
  for (const [path, text] of Object.entries(fixture.add)) write(join(dir, path), text);
  for (const [path, target] of Object.entries(fixture.link)) symlinkSync(target, join(dir, path));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function edit(file: string, from: string, to: string): void {
  const parts = readFileSync(file, 'utf8').split(from);
  if (parts.length !== 2)
    throw new Error(`${JSON.stringify(from)} occurs ${parts.length - 1} times in ${file}`);
  writeFileSync(file, parts.join(to));
}

async function commit(dir: string): Promise<void> {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
  await execa('git', ['init', '--quiet'], { cwd: dir });
  await execa('git', ['add', '--all'], { cwd: dir });
  await execa('git', [...identity, 'commit', '--quiet', '--message', 'Base'], { cwd: dir });
}
