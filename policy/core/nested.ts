import { parseAllDocuments } from 'yaml';
import { type Subject, subjectOfManifest, TYPE, typesOf } from './subject';
import { isRecord, list, type Path } from './values';

/** A subject, and where it stands in the one that holds it. */
export interface Placed {
  readonly subject: Subject;
  readonly path: Path;
}

/** What was found inside a subject, for the other rules that look at it. */
const found = new WeakMap<Subject, readonly Placed[]>();

/** The subject, by each of its types, and every object that it brings along, however deep. */
export function withNested(subject: Subject): readonly Placed[] {
  const placed = found.get(subject) ?? search(subject);
  found.set(subject, placed);
  return placed;
}

function search(subject: Subject): Placed[] {
  const types = typesOf(subject.type, subject.props);
  return [
    ...types.map((type) => ({ subject: { type, props: subject.props }, path: [] })),
    ...(types.includes(TYPE.release) ? objectsIn(subject.props['values'], ['values']) : []),
    ...(types.some(isList) ? objectsIn(subject.props['items'], ['items']) : []),
  ];
}

/** Whether a resource of this type may hold objects that are looked at one by one. */
export function mayHoldObjects(type: string): boolean {
  return type === TYPE.release || isList(type);
}

function isList(type: string): boolean {
  return type.startsWith('kubernetes:') && type.endsWith('List');
}

/** Every object at or below a value: charts have many names for what they install besides their own templates. */
function objectsIn(value: unknown, path: Path): Placed[] {
  if (typeof value === 'string') return objectsInText(value, path);
  if (Array.isArray(value)) return list(value).flatMap((item, index) => objectsIn(item, [...path, index]));
  if (!isRecord(value)) return [];
  const subject = subjectOfManifest(value);
  if (subject) return placeBelow(subject, path);
  return Object.entries(value).flatMap(([key, child]) => objectsIn(child, [...path, key]));
}

function placeBelow(subject: Subject, path: Path): Placed[] {
  return withNested(subject).map((placed) => ({ ...placed, path: [...path, ...placed.path] }));
}

/** Objects written as text, as charts pass them through their template engine. */
function objectsInText(value: string, path: Path): Placed[] {
  if (!mayBeManifest(value)) return [];
  return parseObjects(value).flatMap((parsed) => (typeof parsed === 'string' ? [] : objectsIn(parsed, path)));
}

/** Whether text may turn into Kubernetes objects; in YAML and JSON, an escape may spell any letter. */
function mayBeManifest(value: string): boolean {
  return /\\[xu]/i.test(value) || /\bkind\b/.test(value);
}

/** The values of a text's YAML documents; those that cannot be read are left out. */
export function parseObjects(value: string): unknown[] {
  const documents = [parseAllDocuments(value, { logLevel: 'error' })].flat();
  return documents.flatMap((document) => (document.errors.length > 0 ? [] : [document.toJS()]));
}
