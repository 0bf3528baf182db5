import { type Subject, TYPE } from '../core/subject';
import { at, isRecord, type Path, record } from '../core/values';
import { generators } from './generators';

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
  const generated = generators(props).flatMap(({ path }) => {
    const template = [...path, 'template'];
    return isRecord(at(props, template)) ? [specOfTemplate(props, template, true)] : [];
  });
  return [own, ...generated];
}

function specOfTemplate(props: unknown, template: Path, partial: boolean): ApplicationSpec {
  const path = [...template, 'spec'];
  return { path, spec: record(at(props, path)), metadata: [...template, 'metadata'], partial };
}
