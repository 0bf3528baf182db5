import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { V1Container, V1PodSpec, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import type { ClusterReader } from './cluster-reader';

/** Maps a path as the container sees it to the path on this machine that stands for it. */
export type PathMap = ReadonlyMap<string, string>;

export interface Mounts {
  readonly paths: PathMap;
  /** Digest of every file that a ConfigMap or Secret gave. */
  readonly digest: string;
}

const EXECUTABLE_BITS = 0o111;
const SECRET_FILE_MODE = 0o600;
const SCRIPT_FILE_MODE = 0o700;

/**
 * Lays out what a pod mounts into `container` below `directory`: ConfigMaps and Secrets as files with the
 * content they have in the cluster now, everything else as empty folders.
 */
export async function layOutMounts(
  reader: ClusterReader,
  pod: V1PodSpec,
  container: V1Container,
  directory: string,
): Promise<Mounts> {
  const volumes = new Map((pod.volumes ?? []).map((volume) => [volume.name, volume]));
  const paths = new Map<string, string>();
  const hash = createHash('sha256');
  for (const mount of container.volumeMounts ?? []) {
    const target = join(directory, mount.mountPath);
    paths.set(mount.mountPath, target);
    const volume = volumes.get(mount.name);
    const files = volume ? await volumeFiles(reader, volume) : undefined;
    if (files && volume) writeFiles(target, mount, files, volumeMode(volume));
    else mkdirSync(target, { recursive: true });
    for (const [name, content] of files ?? []) hash.update(`${mount.mountPath}/${name}\n`).update(content);
  }
  return { paths, digest: hash.digest('hex') };
}

function volumeMode(volume: V1Volume): number {
  const mode = volume.configMap?.defaultMode ?? volume.secret?.defaultMode ?? 0;
  return (mode & EXECUTABLE_BITS) === 0 ? SECRET_FILE_MODE : SCRIPT_FILE_MODE;
}

/** File name to content; undefined where the volume is neither a ConfigMap nor a Secret. */
async function volumeFiles(
  reader: ClusterReader,
  volume: V1Volume,
): Promise<Map<string, Buffer> | undefined> {
  const source = volume.configMap ?? volume.secret;
  if (!source) return undefined;
  const data = volume.configMap
    ? await reader.configMap(volume.configMap.name ?? '')
    : await reader.secret(volume.secret?.secretName ?? '');
  if (!source.items) return data;
  const chosen = source.items.map(({ key, path }) => [path, data.get(key)] as const);
  return new Map(chosen.filter((entry): entry is [string, Buffer] => entry[1] !== undefined));
}

function writeFiles(target: string, mount: V1VolumeMount, files: Map<string, Buffer>, mode: number): void {
  if (mount.subPath) {
    const content = files.get(mount.subPath);
    mkdirSync(dirname(target), { recursive: true });
    if (content) writeFileSync(target, content, { mode });
    return;
  }
  mkdirSync(target, { recursive: true });
  for (const [name, content] of files) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, name), content, { mode });
  }
}

/** `text` with every mounted path in it replaced by where it lies here; the longest mount wins. */
export function translatePaths(text: string, paths: PathMap): string {
  const mounts = [...paths.keys()].sort((a, b) => b.length - a.length);
  if (mounts.length === 0) return text;
  const pattern = new RegExp(
    `(^|[=:,\\s"'[{(])(${mounts.map(escapeRegExp).join('|')})(?=$|[/:,\\s"'\\]})])`,
    'gm',
  );
  return text.replace(pattern, (_, before: string, mount: string) => `${before}${paths.get(mount) ?? mount}`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
