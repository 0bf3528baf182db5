/** The versions from `from` (included) to `below` (excluded), each as `major.minor.patch`. */
export interface VersionRange {
  readonly from: string;
  readonly below?: string;
}

const versionPattern = /(\d+)\.(\d+)(?:\.(\d+))?(-(?:alpha|beta|dev|rc)\S*)?/;

/** The first version in a tool's answer, as `v1.2.3` or `v1.2.3-rc.1`; undefined where there is none. */
export function findVersion(text: string): string | undefined {
  const match = versionPattern.exec(text);
  if (!match) return undefined;
  const [, major, minor, patch = '0', preRelease = ''] = match;
  return `v${major}.${minor}.${patch}${preRelease}`;
}

/** Whether a version lies in the range. A pre-release is never in one: its release is still to come. */
export function inRange(version: string, range: VersionRange): boolean {
  if (/^v?\d+\.\d+\.\d+-/.test(version)) return false;
  if (compareVersions(version, range.from) < 0) return false;
  return range.below === undefined || compareVersions(version, range.below) < 0;
}

/** Below 0 where `left` is the older, above 0 where it is the newer; what follows the three numbers is ignored. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [numbersOf(left), numbersOf(right)];
  const position = a.findIndex((part, at) => part !== b[at]);
  return position < 0 ? 0 : (a[position] ?? 0) - (b[position] ?? 0);
}

/** The range as a person writes it: `>= 1.2.0 and < 2.0.0`. */
export function formatRange(range: VersionRange): string {
  return range.below === undefined ? `>= ${range.from}` : `>= ${range.from} and < ${range.below}`;
}

function numbersOf(version: string): number[] {
  const [, major, minor, patch] = versionPattern.exec(version) ?? [];
  return [major, minor, patch].map((part) => Number(part ?? 0));
}
