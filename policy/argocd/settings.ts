import { nameOf, POD_PATHS, type Subject, TYPE } from '../core/subject';
import { at, list, type Path, record, text } from '../core/values';
import { type Container, componentContainers } from './components';
import { isArgoRelease } from './install';
import type { Parameter } from './parameters';

/** The ConfigMaps that hold Argo CD's settings, and the chart values that they are made of. */
const SETTINGS = {
  'argocd-cm': ['values', 'configs', 'cm'],
  'argocd-cmd-params-cm': ['values', 'configs', 'params'],
  'argocd-rbac-cm': ['values', 'configs', 'rbac'],
} as const satisfies Readonly<Record<string, Path>>;

/**
 * Where a subject holds the settings of one of Argo CD's ConfigMaps: a release in its values, the ConfigMap itself
 * in its data; undefined where it holds none. A key that is missing there has Argo CD's default.
 */
export function settingsPath(subject: Subject, configMap: keyof typeof SETTINGS): Path | undefined {
  if (isArgoRelease(subject)) return SETTINGS[configMap];
  return subject.type === TYPE.configMap && nameOf(subject) === configMap ? ['data'] : undefined;
}

/** One place that sets a parameter. */
export interface Setting {
  readonly path: Path;
  /** The value; undefined where it is missing or comes from somewhere else. */
  readonly value: unknown;
}

/** The types of the subjects that may set a parameter. */
export const PARAMETER_TYPES = [TYPE.release, TYPE.configMap, ...Object.keys(POD_PATHS)];

/** Every place where a subject sets a parameter besides argocd-cmd-params-cm: variables and options of components. */
export function overrides(subject: Subject, parameter: Parameter): Setting[] {
  return componentContainers(subject, parameter.component).flatMap((container) => [
    ...variables(subject.props, container, parameter.variable),
    ...flags(subject.props, container, parameter),
  ]);
}

/** Every place where a subject sets a parameter, argocd-cmd-params-cm among them, where the value is missing or not. */
export function settingsOf(subject: Subject, parameter: Parameter): Setting[] {
  const params = settingsPath(subject, 'argocd-cmd-params-cm');
  if (!params) return overrides(subject, parameter);
  const path = [...params, parameter.key];
  return [{ path, value: at(subject.props, path) }, ...overrides(subject, parameter)];
}

function variables(props: unknown, { env }: Container, name: string): Setting[] {
  return env.flatMap((path) =>
    list(at(props, path)).flatMap((entry, index) => {
      if (record(entry)['name'] !== name || 'valueFrom' in record(entry)) return [];
      const here = [...path, index, 'value'];
      return [{ path: here, value: at(props, here) }];
    }),
  );
}

/** `--flag`, `--flag=value` and `--flag value`, also within a line that a shell reads. */
function flags(props: unknown, { args }: Container, { flag, takesValue }: Parameter): Setting[] {
  if (flag === undefined) return [];
  return args.flatMap((path) => {
    const words = wordsOf(list(at(props, path)), path);
    return words.flatMap(({ word, path: here }, index) => {
      if (word.startsWith(`--${flag}=`)) return [{ path: here, value: word.slice(flag.length + 3) }];
      if (word !== `--${flag}`) return [];
      return [{ path: here, value: takesValue ? words[index + 1]?.word : 'true' }];
    });
  });
}

function wordsOf(lines: readonly unknown[], path: Path) {
  return lines.flatMap((line, index) =>
    (text(line) ?? '').split(/[\s'"]+/).map((word) => ({ word, path: [...path, index] })),
  );
}
