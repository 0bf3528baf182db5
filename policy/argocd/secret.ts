import { type Subject, TYPE } from '../core/subject';
import { at, list, type Path, record } from '../core/values';
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
  const template = TEMPLATES[subject.type];
  if (template) return entryOfTemplate(subject, template);
  if (!isArgoRelease(subject)) return [];
  return [
    ...entriesOfValues(subject, ['values', 'configs', 'repositories'], 'repository'),
    ...entriesOfValues(subject, ['values', 'configs', 'credentialTemplates'], 'repo-creds'),
  ];
}

/** The types of the subjects that may define a repository. */
export const REPOSITORY_TYPES = [
  TYPE.secret,
  TYPE.externalSecret,
  TYPE.clusterExternalSecret,
  TYPE.sealedSecret,
  TYPE.release,
];

/** Where objects that an operator makes a Secret from describe it. */
const TEMPLATES: Readonly<Record<string, Path>> = {
  [TYPE.externalSecret]: ['spec', 'target', 'template'],
  [TYPE.clusterExternalSecret]: ['spec', 'externalSecretSpec', 'target', 'template'],
  [TYPE.sealedSecret]: ['spec', 'template'],
};

const KINDS: ReadonlyMap<unknown, RepositoryEntry['kind']> = new Map([
  ['repository', 'repository'],
  ['repository-write', 'repository'],
  ['repo-creds', 'repo-creds'],
  ['repo-write-creds', 'repo-creds'],
]);

/** What Argo CD takes a Secret for, by its label: a repository, a cluster and so on. */
export function secretType(props: unknown, template: Path = []): unknown {
  return at(props, [...template, 'metadata', 'labels', LABEL]);
}

function entryOfSecret({ props }: Subject): RepositoryEntry[] {
  const kind = KINDS.get(secretType(props));
  return kind ? [{ kind, path: [], field: (name) => secretField(props, name) }] : [];
}

/** A Secret that an operator makes. What its template doesn't say, such as labels from elsewhere, is not known. */
function entryOfTemplate({ props }: Subject, template: Path): RepositoryEntry[] {
  const labelled = list(at(props, [...template, 'templateFrom'])).some(
    (source) => record(source)['target'] === 'Labels',
  );
  const kind = KINDS.get(secretType(props, template)) ?? (labelled ? 'repository' : undefined);
  const field = (name: string) => {
    const path = [...template, 'data', name];
    return { path, value: at(props, path) };
  };
  return kind ? [{ kind, path: template, field }] : [];
}

/** `stringData` wins over `data`, as the API server has it. */
export function secretField(props: unknown, name: string): { path: Path; value: unknown } {
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
