import { type Image, imagesOf } from '../argocd/images';
import { isArgoRelease } from '../argocd/install';
import type { Violation } from '../core/finding';
import { defineRule, everywhere } from '../core/rule';
import { POD_PATHS, type Subject, TYPE } from '../core/subject';
import { at, type Path } from '../core/values';

const TYPES = [TYPE.release, ...Object.keys(POD_PATHS)];
const GLOBAL: Path = ['values', 'global', 'image'];

export const imageRegistryAllowed = defineRule({
  name: 'image-registry-allowed',
  title: 'A container image comes from a listed registry.',
  why: 'An image runs with the rights of its pod; Argo CD’s pods can change every cluster that it manages.',
  remediation:
    'Use an image of a listed registry, or ask the owners of policy/allowlist.yaml to list this one.',
  references: ['https://argo-cd.readthedocs.io/en/stable/operator-manual/signed-release-assets/'],
  types: TYPES,
  options: {},
  check(subject, { allowed, environment }): Violation[] {
    const listed = allowed.imageRegistries;
    return imagesOf(subject)
      .filter(
        ({ repository }) => repository !== undefined && !listed.some((entry) => isBelow(repository, entry)),
      )
      .map(({ path, repository }) => ({
        path,
        value: repository,
        found: `the image is ${repository}`,
        expected: `an image below one of ${listed.join(', ') || '(none is listed)'} in ${environment}`,
        fix: 'use a listed registry, or have this one added to policy/allowlist.yaml',
      }));
  },
});

function isBelow(repository: string, entry: string): boolean {
  return repository === entry || repository.startsWith(`${entry}/`);
}

export const argoImageFloor = defineRule({
  name: 'argo-image-floor',
  title: 'Argo CD itself is pinned at or above the security floor.',
  why: 'The official chart’s own image lags behind: chart 10.1.1 still installs Argo CD 3.4.4. Advisories such as CVE-2025-55190 (a project token reads repository credentials) are mended in the image alone.',
  remediation: 'Set global.image.tag to a version at or above the floor.',
  references: [
    'https://github.com/argoproj/argo-cd/security/advisories',
    'https://github.com/argoproj/argo-cd/security/advisories/GHSA-786q-9hcg-v9ff',
  ],
  types: TYPES,
  options: {
    floor: everywhere(
      {
        type: 'string',
        pattern: String.raw`^\d+\.\d+\.\d+$`,
        description: 'The lowest version of Argo CD that may run.',
      },
      '3.5.5',
    ),
  },
  check(subject, { options }): Violation[] {
    const below = imagesOf(subject)
      .filter(({ tag }) => tag !== undefined && !isAtLeast(tag, options.floor))
      .filter((image) => isArgoImage(image, subject))
      .map(({ path, tag }) => violation(path, tag, options.floor));
    const pinned = at(subject.props, [...GLOBAL, 'tag']);
    const unpinned = isArgoRelease(subject) && (pinned === undefined || pinned === null || pinned === '');
    return unpinned ? [...below, violation([...GLOBAL, 'tag'], undefined, options.floor)] : below;
  },
});

function violation(path: Path, tag: string | undefined, floor: string): Violation {
  const found = `Argo CD's image tag is ${tag ?? 'missing'}`;
  return {
    path,
    value: tag ?? 'missing',
    found,
    expected: `v${floor} or later`,
    fix: `set the tag to v${floor} or later`,
  };
}

/** In the chart's values, an image without repository is Argo CD's own wherever the chart has one of its components. */
function isArgoImage({ path, repository }: Image, subject: Subject): boolean {
  if (repository !== undefined) return /(^|\/)argocd$/.test(repository);
  return isArgoRelease(subject) && !['redis', 'dex', 'redis-ha'].includes(String(path[1]));
}

function isAtLeast(tag: string | undefined, floor: string): boolean {
  const version = /^v?(\d+\.\d+\.\d+)$/.exec(tag ?? '')?.[1];
  return version !== undefined && version.localeCompare(floor, 'en', { numeric: true }) >= 0;
}
