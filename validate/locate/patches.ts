import { readYamlDocuments, type YamlDocument } from '../../gitops/yaml-documents';

/** One value that a patch sets, and where it stands. */
export interface PatchLine {
  readonly file: string;
  readonly line: number;
  /** The field as a JSON pointer. */
  readonly pointer: string;
  readonly value: unknown;
}

/** Where lists of patches stand: in a kustomization, and in an Application's kustomize source. */
const PLACES = [['patches'], ['spec', 'source', 'kustomize', 'patches']] as const;

/** Every value that the JSON patches of a file set. */
export function patchLines(text: string, file: string): PatchLine[] {
  return readYamlDocuments(text, file).documents.flatMap((document) =>
    PLACES.flatMap((place) => patchesAt(document, [...place])),
  );
}

function patchesAt(document: YamlDocument, place: readonly string[]): PatchLine[] {
  const list = place.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    document.value,
  );
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index) => {
    const { patch } = (entry ?? {}) as { patch?: unknown };
    const start = document.textLineOf([...place, index, 'patch']);
    return typeof patch === 'string' && start !== undefined ? operations(patch, document.file, start) : [];
  });
}

/** The operations of one patch; its text stands in the file from line `start` on. */
function operations(patch: string, file: string, start: number): PatchLine[] {
  return readYamlDocuments(patch, file).documents.flatMap((document) =>
    (Array.isArray(document.value) ? document.value : []).flatMap((operation: unknown, index) => {
      const { op, path, value } = (operation ?? {}) as { op?: unknown; path?: unknown; value?: unknown };
      if ((op !== 'replace' && op !== 'add') || typeof path !== 'string') return [];
      const line = start + (document.lineOf([index, 'value']) ?? 1) - 1;
      return [{ file, line, pointer: path, value }];
    }),
  );
}
