import { nameOf, POD_PATHS, type Subject, TYPE } from '../core/subject';
import { at, list, type Path, record, text } from '../core/values';

/** Whether the subject is a Helm release of Argo CD's chart, the official one or ours. */
export function isArgoRelease({ type, props }: Subject): boolean {
  const chart = text(props['chart']) ?? '';
  return type === TYPE.release && /(^|\/)argo-cd\/?$/.test(chart);
}

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

/** Where the repo-server's pod is described, by a release's values or by its Deployment. */
export interface RepoServer {
  /** The pod's own fields, such as automountServiceAccountToken. */
  readonly pod: Path;
  /** Its containers besides those that the chart adds. */
  readonly containers: Path;
}

/** The repo-server in a subject; undefined where it has none. */
export function repoServerOf(subject: Subject): RepoServer | undefined {
  if (isArgoRelease(subject)) {
    return { pod: ['values', 'repoServer'], containers: ['values', 'repoServer', 'extraContainers'] };
  }
  const pod = POD_PATHS[subject.type];
  if (!pod || !isRepoServer(subject)) return undefined;
  return { pod, containers: [...pod, 'containers'] };
}

function isRepoServer(subject: Subject): boolean {
  const labels = record(at(subject.props, ['metadata', 'labels']));
  return (
    /repo-server$/.test(nameOf(subject) ?? '') || labels['app.kubernetes.io/component'] === 'repo-server'
  );
}

/** The plugin sidecars of a repo-server: the containers that run Argo CD's plugin server. */
export function pluginSidecars(
  subject: Subject,
): { path: Path; container: Readonly<Record<string, unknown>> }[] {
  const containers = repoServerOf(subject)?.containers;
  if (!containers) return [];
  return list(at(subject.props, containers)).flatMap((container, index) =>
    runsPluginServer(record(container))
      ? [{ path: [...containers, index], container: record(container) }]
      : [],
  );
}

function runsPluginServer({ command, args }: Readonly<Record<string, unknown>>): boolean {
  return [...list(command), ...list(args)].some((word) => text(word)?.includes('argocd-cmp-server'));
}
