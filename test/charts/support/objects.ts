import { parse } from 'yaml';

/** A Kubernetes object as a renderer printed it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly [field: string]: unknown;
}

/** Objects by `Kind/name`; `Kind/namespace/name` would say no more here, since every object is in one namespace. */
export type Objects = ReadonlyMap<string, KubernetesObject>;

/** A definition of a resource: a megabyte that nobody edits, so its spec is compared as the text it is. */
const DEFINITION = /^kind: CustomResourceDefinition$/m;

/** The objects of a rendered text. */
export function parseObjects(text: string): Objects {
  const objects = text.split(/^---$/m).map(parseObject);
  return byName(objects.filter((object) => object !== undefined));
}

function parseObject(text: string): KubernetesObject | undefined {
  const spec = DEFINITION.test(text) ? text.indexOf('\nspec:\n') : -1;
  const head = parse(spec < 0 ? text : text.slice(0, spec), { version: '1.1' }) as KubernetesObject | null;
  if (!head) return undefined;
  return spec < 0 ? head : { ...head, spec: text.slice(spec) };
}

/** The objects of a list. */
export function byName(objects: readonly KubernetesObject[]): Objects {
  return new Map(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
}

/** Every leaf of a value by its path: `spec.ports[0].port`. An empty map or list is a leaf of its own. */
export function leaves(value: unknown, path = ''): Map<string, unknown> {
  const entries = Array.isArray(value)
    ? value.map((item, index): [string, unknown] => [`${path}[${index}]`, item])
    : isRecord(value)
      ? Object.entries(value).map(([key, item]): [string, unknown] => [path ? `${path}.${key}` : key, item])
      : [];
  if (entries.length === 0) return new Map([[path, value]]);
  return new Map(entries.flatMap(([below, item]) => [...leaves(item, below)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The leaves in which two values differ, each as `path: left | right`. */
export function differences(left: unknown, right: unknown): string[] {
  const [one, other] = [leaves(left), leaves(right)];
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((path) => show(one.get(path)) !== show(other.get(path)))
    .map((path) => `${path}: ${show(one.get(path))} | ${show(other.get(path))}`)
    .sort();
}

function show(value: unknown): string {
  return value === undefined ? '-' : JSON.stringify(value);
}
