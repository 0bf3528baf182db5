/** Keys and indices that lead from a resource's top to a value. */
export type Path = readonly (string | number)[];

/** A value that Pulumi cannot know before `up`. No reader below takes it for anything else. */
export const UNKNOWN: unique symbol = Symbol('unknown until up');

/** A value that Pulumi keeps secret; shown to the rules that ask about secrecy, and to them only. */
export const SECRET: unique symbol = Symbol('secret');

/** The value at `path`, or undefined where the path leads nowhere; UNKNOWN where it passes through one. */
export function at(value: unknown, path: Path): unknown {
  let current = value;
  for (const key of path) {
    if (current === UNKNOWN || current === SECRET) return current;
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

/** The value as a map; empty where it is anything else. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys by which Go's JSON decoder finds a field: it takes any letter case. The field's own name where there is none. */
export function keysOf(value: unknown, name: string): string[] {
  const keys = Object.keys(record(value)).filter((key) => key.toLowerCase() === name.toLowerCase());
  return keys.length > 0 ? keys : [name];
}

/** The value as a list; empty where it is anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text; undefined where it is anything else. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Whether a setting that Kubernetes keeps as text, or Helm as a boolean, is on. */
export function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(true|1|t)$/i.test(value.trim()));
}

/** Whether nothing is there: no key, null, or empty text. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** `spec.sources[0].repoURL`; a key with other characters is quoted: `data["server.insecure"]`. */
export function formatPath(path: Path): string {
  return path
    .map((key) => {
      if (typeof key === 'number') return `[${key}]`;
      return /^[A-Za-z_][\w-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** A value as a message shows it: short, and without the credentials that an address may hold. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'symbol') return 'unknown';
  const shown = typeof value === 'string' ? withoutCredentials(value) : JSON.stringify(value);
  if (shown === '') return 'empty';
  return shown.length > 200 ? `${shown.slice(0, 200)}… (${shown.length} characters)` : shown;
}

/** The address with its user name, password and query masked. An scp-style `git@host:path` holds no secret. */
function withoutCredentials(url: string): string {
  return url
    .replace(/(:\/\/)[^/?#]*@/, '$1***@')
    .replace(/^([^/:@]+):[^/@]*@/, '$1:***@')
    .replace(/(:\/\/[^?]*)\?.*/s, '$1?***');
}
