import { at, keysOf, list, type Path, record } from '../core/values';

/** One generator of an ApplicationSet. */
export interface Generator {
  /** Where its parameters stand. */
  readonly path: Path;
  /** `git`, `list`, `matrix` and so on. */
  readonly kind: string;
}

/** The kinds that a rule asks for, as Argo CD spells them. */
const KINDS = ['git', 'pullRequest', 'scmProvider'];

/**
 * Every generator of an ApplicationSet, those inside matrix and merge included. The definition of an ApplicationSet
 * leaves the inner ones unchecked, so that Argo CD reads their fields in any letter case.
 */
export function generators(props: unknown): Generator[] {
  return generatorsAt(props, ['spec', 'generators']);
}

function generatorsAt(props: unknown, path: Path): Generator[] {
  return list(at(props, path)).flatMap((generator, index) =>
    Object.keys(record(generator))
      .filter((key) => key !== 'selector')
      .flatMap((key) => {
        const here = [...path, index, key];
        const inner = keysOf(at(props, here), 'generators');
        return [
          { path: here, kind: kindOf(key) },
          ...inner.flatMap((name) => generatorsAt(props, [...here, name])),
        ];
      }),
  );
}

function kindOf(key: string): string {
  return KINDS.find((kind) => kind.toLowerCase() === key.toLowerCase()) ?? key;
}
