import { parse } from 'yaml';
import type { RootApplicationFile } from './root-application';

/** One place of the root Application's file that says which repository or revision the environment runs. */
export interface Pin {
  /** Where it stands in the file; for a patch, the patch. */
  readonly path: readonly (string | number)[];
  /** Where it stands in the patch's own YAML; undefined outside of a patch. */
  readonly within?: readonly (string | number)[];
  /** How a reader calls it. */
  readonly name: string;
  readonly kind: 'repository' | 'revision';
  readonly value: string;
}

/**
 * Every pin of the root Application: its own source, and the patches that hand repository and revision down to the
 * Applications below it. A patch that isn't a list of JSON patch operations holds no pin.
 */
export function pins({ manifest }: RootApplicationFile): Pin[] {
  const { source } = manifest.spec;
  const own = ['spec', 'source'];
  return [
    { path: [...own, 'repoURL'], name: 'spec.source.repoURL', kind: 'repository', value: source.repoURL },
    {
      path: [...own, 'targetRevision'],
      name: 'spec.source.targetRevision',
      kind: 'revision',
      value: source.targetRevision,
    },
    ...(source.kustomize?.patches ?? []).flatMap(({ patch }, index) => patchPins(patch, index)),
  ];
}

function patchPins(patch: string, index: number): Pin[] {
  const path = ['spec', 'source', 'kustomize', 'patches', index, 'patch'];
  return operations(patch).flatMap(({ path: pointer, value }, operation): Pin[] => {
    const kind = kindOf(pointer);
    if (!kind) return [];
    const within = [operation, 'value'];
    return [{ path, within, name: `the patch of ${pointer}`, kind, value: String(value) }];
  });
}

function kindOf(pointer: unknown): Pin['kind'] | undefined {
  if (typeof pointer !== 'string') return undefined;
  if (pointer.endsWith('/repoURL')) return 'repository';
  return /\/(targetRevision|revision)$/.test(pointer) ? 'revision' : undefined;
}

function operations(patch: string): { path?: unknown; value?: unknown }[] {
  const parsed: unknown = parse(patch);
  return Array.isArray(parsed) ? parsed.map((operation) => operation ?? {}) : [];
}
