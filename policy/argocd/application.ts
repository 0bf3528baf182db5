import { type Subject, TYPE } from '../core/subject';
import { at, isRecord, list, type Path, record } from '../core/values';

/** One description of an Application: an Application's own, or a template of an ApplicationSet. */
export interface ApplicationSpec {
  /** Where the spec stands in the resource. */
  readonly path: Path;
  readonly spec: Readonly<Record<string, unknown>>;
  /** Where the metadata stands. */
  readonly metadata: Path;
  /** A generator's own template completes the ApplicationSet's, and so may leave fields out. */
  readonly partial: boolean;
}

/** Every description of an Application in an Application or ApplicationSet. */
export function applicationSpecs({ type, props }: Subject): ApplicationSpec[] {
  if (type === TYPE.application) {
    return [{ path: ['spec'], spec: record(props['spec']), metadata: ['metadata'], partial: false }];
  }
  if (type !== TYPE.applicationSet) return [];
  const own = specOfTemplate(props, ['spec', 'template'], false);
  const generated = generators(props).flatMap(({ path, kind }) => {
    const template = [...path, kind, 'template'];
    return isRecord(at(props, template)) ? [specOfTemplate(props, template, true)] : [];
  });
  return [own, ...generated];
}

function specOfTemplate(props: unknown, template: Path, partial: boolean): ApplicationSpec {
  const path = [...template, 'spec'];
  return { path, spec: record(at(props, path)), metadata: [...template, 'metadata'], partial };
}

/** One generator of an ApplicationSet. */
export interface Generator {
  /** Where the generator stands; its parameters stand at `[...path, kind]`. */
  readonly path: Path;
  /** `git`, `list`, `matrix` and so on. */
  readonly kind: string;
}

/** Every generator of an ApplicationSet, those inside matrix and merge included. */
export function generators(props: unknown): Generator[] {
  return generatorsAt(props, ['spec', 'generators']);
}

function generatorsAt(props: unknown, path: Path): Generator[] {
  return list(at(props, path)).flatMap((generator, index) =>
    Object.keys(record(generator))
      .filter((kind) => kind !== 'selector')
      .flatMap((kind) => {
        const here = [...path, index];
        return [{ path: here, kind }, ...generatorsAt(props, [...here, kind, 'generators'])];
      }),
  );
}
