import { type Subject, TYPE } from '../core/subject';
import { at, type Path, record } from '../core/values';
import { isArgoRelease } from './install';

const LABEL = 'argocd.argoproj.io/secret-type';

/** A repository, or a credential template, that Argo CD is told of. */
export interface RepositoryEntry {
  /** `repo-creds` is a template that serves every repository below its address. */
  readonly kind: 'repository' | 'repo-creds';
  /** Where the entry stands, for what is missing in it. */
  readonly path: Path;
  /** A field's place and its decoded value. */
  field(name: string): { readonly path: Path; readonly value: unknown };
}

/** The repositories that a labelled Secret, or the values of Argo CD's chart, define. */
export function repositoryEntries(subject: Subject): RepositoryEntry[] {
  if (subject.type === TYPE.secret) return entryOfSecret(subject);
  if (!isArgoRelease(subject)) return [];
  return [
    ...entriesOfValues(subject, ['values', 'configs', 'repositories'], 'repository'),
    ...entriesOfValues(subject, ['values', 'configs', 'credentialTemplates'], 'repo-creds'),
  ];
}

function entryOfSecret({ props }: Subject): RepositoryEntry[] {
  const label = at(props, ['metadata', 'labels', LABEL]);
  const kind =
    label === 'repository-write' ? 'repository' : label === 'repo-write-creds' ? 'repo-creds' : label;
  if (kind !== 'repository' && kind !== 'repo-creds') return [];
  return [{ kind, path: [], field: (name) => secretField(props, name) }];
}

/** `stringData` wins over `data`, as the API server has it. */
function secretField(props: unknown, name: string): { path: Path; value: unknown } {
  const plain = at(props, ['stringData', name]);
  const encoded = at(props, ['data', name]);
  if (plain !== undefined || encoded === undefined) return { path: ['stringData', name], value: plain };
  const decoded = typeof encoded === 'string' ? Buffer.from(encoded, 'base64').toString('utf8') : encoded;
  return { path: ['data', name], value: decoded };
}

function entriesOfValues({ props }: Subject, path: Path, kind: RepositoryEntry['kind']): RepositoryEntry[] {
  return Object.keys(record(at(props, path))).map((key) => ({
    kind,
    path: [...path, key],
    field: (name) => ({ path: [...path, key, name], value: at(props, [...path, key, name]) }),
  }));
}
