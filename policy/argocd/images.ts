import type { Subject } from '../core/subject';
import { isRecord, list, type Path, text } from '../core/values';

/** A container image that a resource or a chart's values name. */
export interface Image {
  readonly path: Path;
  /** Registry and path with Docker's defaults filled in, such as `docker.io/library/redis`; undefined: the chart's own. */
  readonly repository: string | undefined;
  /** The tag, or the digest of an image without one; undefined: the chart's own. */
  readonly tag: string | undefined;
}

/** Every image that a resource names: of a container or volume, and `image: {repository, tag}` of chart values. */
export function imagesOf({ props }: Subject): Image[] {
  return search(props, []);
}

function search(value: unknown, path: Path): Image[] {
  if (Array.isArray(value)) return list(value).flatMap((item, index) => search(item, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const here = [...path, key];
    if (key === 'imageRegistry' && typeof child === 'string') return registryAlone(child, here);
    if (key !== 'image') return search(child, here);
    if (typeof child === 'string') return child === '' ? [] : [parseImage(child, here)];
    return isRecord(child) ? imageOfValues(child, here) : [];
  });
}

/** Without a tag, Docker takes `latest`, unless a digest says what is meant. */
function parseImage(image: string, path: Path): Image {
  const [name = '', digest] = image.split('@');
  const tag = /:([^/:]+)$/.exec(name)?.[1];
  const repository = completeRepository(tag ? name.slice(0, -tag.length - 1) : name);
  return { path, repository, tag: tag ?? digest ?? 'latest' };
}

function imageOfValues(value: Record<string, unknown>, path: Path): Image[] {
  const registry = text(value['registry']);
  const name = text(value['repository']);
  const tag = text(value['tag']) || undefined;
  const reference = text(value['reference']);
  if (reference) return [parseImage(reference, path)];
  if (!name && registry) return registryAlone(registry, path);
  if (!name) return tag ? [{ path, repository: undefined, tag }] : [];
  return [{ path, repository: completeRepository(registry ? `${registry}/${name}` : name), tag }];
}

/** A registry for images whose names the chart knows: allowed as a whole, or not. */
function registryAlone(registry: string, path: Path): Image[] {
  return registry === '' ? [] : [{ path, repository: registry, tag: undefined }];
}

/** Docker's rule: what comes before the first slash is a registry if it has a dot or a colon, or is `localhost`. */
function completeRepository(name: string): string {
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return `docker.io/library/${name}`;
  return /[.:]/.test(first) || first === 'localhost' ? name : `docker.io/${name}`;
}
