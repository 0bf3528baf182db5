import { nameOf, POD_PATHS, type Subject } from '../core/subject';
import { at, list, type Path } from '../core/values';
import { isArgoRelease, runs } from './install';
import { type Component, EXECUTABLES } from './parameters';

/** Where a container of a component is told its settings. */
export interface Container {
  /** Lists of environment variables. */
  readonly env: readonly Path[];
  /** Lists of words of its command line. */
  readonly args: readonly Path[];
  /** Where whole ConfigMaps and Secrets become its environment. */
  readonly envFrom: Path;
}

/** The containers of one component: a release's, in the values of the chart, or a workload's own. */
export function componentContainers(subject: Subject, component: Component): Container[] {
  if (isArgoRelease(subject)) return containersOfValues(subject, component);
  const pod = POD_PATHS[subject.type];
  if (!pod) return [];
  return ['containers', 'initContainers'].flatMap((key) =>
    list(at(subject.props, [...pod, key])).flatMap((container, index) =>
      isOf(container, component, subject, index) ? [containerAt([...pod, key, index])] : [],
    ),
  );
}

function containersOfValues({ props }: Subject, component: Component): Container[] {
  const values: Path = ['values', component];
  const own = {
    env: [
      [...values, 'env'],
      ['values', 'global', 'env'],
    ],
    args: [[...values, 'extraArgs']],
    envFrom: [...values, 'envFrom'],
  };
  const extra = list(at(props, [...values, 'extraContainers']));
  return [own, ...extra.map((_, index) => containerAt([...values, 'extraContainers', index]))];
}

function containerAt(path: Path): Container {
  return {
    env: [[...path, 'env']],
    args: [
      [...path, 'command'],
      [...path, 'args'],
    ],
    envFrom: [...path, 'envFrom'],
  };
}

/** The names of the components' workloads, by which a container is known that doesn't say what it runs. */
const WORKLOADS: Readonly<Record<Component, RegExp>> = {
  server: /^(.*argocd-)?server$/,
  repoServer: /repo-server$/,
  controller: /application-controller$/,
  applicationSet: /applicationset-controller$/,
  notifications: /notifications-controller$/,
};

function isOf(container: unknown, component: Component, subject: Subject, index: number): boolean {
  const executables = Object.values(EXECUTABLES).filter((name) => runs(container, name));
  if (executables.length > 0) return executables.includes(EXECUTABLES[component]);
  return index === 0 && WORKLOADS[component].test(nameOf(subject) ?? '');
}
