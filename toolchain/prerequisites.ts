import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { executablesOnPath, probeVersion } from './path-lookup';
import { projectRoot } from './paths';
import type { RefusedTool, ToolReport } from './types';
import { findVersion, formatRange, inRange, type VersionRange } from './versions';

/** Something that this project neither builds nor downloads. */
interface Prerequisite {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly range: VersionRange;
  readonly fix: string;
}

/** Reports on Go, Node, git and make. `minimumGo` is the oldest Go that builds every tool. */
export async function diagnosePrerequisites(
  env: NodeJS.ProcessEnv,
  cache: string,
  minimumGo: string,
): Promise<ToolReport[]> {
  const prerequisites = await listPrerequisites(minimumGo);
  return Promise.all(prerequisites.map((prerequisite) => diagnoseOne(prerequisite, env, cache)));
}

async function listPrerequisites(minimumGo: string): Promise<Prerequisite[]> {
  const byPackageManager = 'install it with the package manager of your system';
  return [
    {
      name: 'go',
      arguments: ['env', 'GOVERSION'],
      range: { from: minimumGo },
      fix: 'install it from https://go.dev/dl/, or run `mise install`: tools that are missing are built with it',
    },
    {
      name: 'node',
      arguments: ['--version'],
      range: { from: await minimumNode() },
      fix: 'install it from https://nodejs.org/, or run `mise install`',
    },
    // `git init --initial-branch` came with 2.28.
    { name: 'git', arguments: ['--version'], range: { from: '2.28.0' }, fix: byPackageManager },
    { name: 'make', arguments: ['--version'], range: { from: '3.81.0' }, fix: byPackageManager },
  ];
}

/** The first one on PATH is the one that will run, so it alone decides. */
async function diagnoseOne(
  { name, arguments: args, range, fix }: Prerequisite,
  env: NodeJS.ProcessEnv,
  cache: string,
): Promise<ToolReport> {
  const report = { name, kind: 'prerequisite', wanted: formatRange(range) } as const;
  const [file] = await executablesOnPath(name, env, cache);
  if (!file) return { ...report, source: 'missing', refused: [], fix };
  const version = await probeVersion(file, args, env);
  if (version && inRange(version, range))
    return { ...report, source: 'path', path: file, version, refused: [] };
  const reason = version ? `needs ${formatRange(range)}` : 'does not say its version';
  const refused: RefusedTool = { path: file, ...(version ? { version } : {}), reason };
  return { ...report, source: 'missing', refused: [refused], fix };
}

/** The one place that says which Node is needed is package.json. */
async function minimumNode(): Promise<string> {
  const text = await fs.readFile(path.join(projectRoot, 'package.json'), 'utf8');
  const { engines }: { engines?: { node?: string } } = JSON.parse(text);
  return findVersion(engines?.node ?? '')?.slice(1) ?? '20.19.0';
}
