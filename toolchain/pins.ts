import * as fs from 'node:fs';
import * as path from 'node:path';
import { projectRoot } from './paths';
import type { Tool } from './tools';

/** A pinned version and its parts: `v1.37.2` is `1`, `37`. */
interface PinnedVersion {
  readonly version: string;
  readonly major: string;
  readonly minor: string;
}

/** What a tool's go.mod pins. */
export interface Pin extends PinnedVersion {
  /** Module that holds the tool. */
  readonly module: string;
  /** The oldest Go that the module graph allows, such as `1.26.6`. */
  readonly go: string;
  /** Version of another module in the same go.mod, after replacement. */
  readonly requires: (module: string) => PinnedVersion;
}

/**
 * Reads the pin of a tool from its go.mod: the version of the module that holds the tool's package.
 *
 * @throws Error where go.mod pins no such module, which is a mistake in this repository.
 */
export function readPin(tool: Tool, root: string = projectRoot): Pin {
  const file = path.join(tool.directory, 'go.mod');
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  const versions = requiredVersions(text);
  const module = tool.versionOf ?? holderOf(tool.package, [...versions.keys()]);
  const requires = (wanted: string) => partsOf(versions.get(wanted), wanted, file);
  const go = /^go (\S+)/m.exec(text)?.[1] ?? '1.26';
  return { ...requires(module), module, go, requires };
}

/** Modules and their versions; a replacement by another version of the same module counts instead. */
function requiredVersions(text: string): Map<string, string> {
  const required = [...text.matchAll(/^(?:require\s+|\t)([^\s()]+)\s+(v\S+)/gm)];
  const replaced = [...text.matchAll(/^(?:replace\s+|\t)(\S+)\s+=>\s+\1\s+(v\S+)/gm)];
  return new Map([...required, ...replaced].map(([, module = '', version = '']) => [module, version]));
}

/** The module with the longest path that is the package's own or a parent of it. */
function holderOf(packagePath: string, modules: readonly string[]): string {
  const holders = modules.filter((module) => `${packagePath}/`.startsWith(`${module}/`));
  return holders.sort((a, b) => b.length - a.length)[0] ?? packagePath;
}

function partsOf(version: string | undefined, module: string, file: string): PinnedVersion {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (!version || !major || !minor) throw new Error(`${file} pins no version of ${module}`);
  return { version, major, minor };
}
