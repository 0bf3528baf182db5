import { nameOf, POD_PATHS, type Subject, TYPE } from '../core/subject';
import { at, isRecord, list, type Path, record, text } from '../core/values';

/** Whether the subject is a Helm release of Argo CD's chart, the official one or ours. */
export function isArgoRelease({ type, props }: Subject): boolean {
  const chart = text(props['chart']) ?? '';
  return type === TYPE.release && /(^|\/)argo-cd\/?$/.test(chart);
}

/** Where the repo-server's pod is described, by a release's values or by its Deployment. */
export interface RepoServer {
  /** The pod's own fields, such as automountServiceAccountToken. */
  readonly pod: Path;
  /** Lists of its containers besides those that the chart adds. */
  readonly containers: readonly Path[];
}

/** The repo-server in a subject; undefined where it has none. */
export function repoServerOf(subject: Subject): RepoServer | undefined {
  if (isArgoRelease(subject)) {
    const values = ['values', 'repoServer'];
    return {
      pod: values,
      containers: [
        [...values, 'extraContainers'],
        [...values, 'initContainers'],
      ],
    };
  }
  const pod = POD_PATHS[subject.type];
  if (!pod || !isRepoServer(subject, pod)) return undefined;
  return {
    pod,
    containers: [
      [...pod, 'containers'],
      [...pod, 'initContainers'],
    ],
  };
}

function isRepoServer(subject: Subject, pod: Path): boolean {
  const { props } = subject;
  const labels = [
    ['metadata', 'labels'],
    [...pod.slice(0, -1), 'metadata', 'labels'],
  ];
  return (
    /repo-server$/.test(nameOf(subject) ?? '') ||
    labels.some((path) => record(at(props, path))[COMPONENT] === 'repo-server') ||
    list(at(props, [...pod, 'containers'])).some((container) => runs(container, REPO_SERVER))
  );
}

const COMPONENT = 'app.kubernetes.io/component';
const REPO_SERVER = 'argocd-repo-server';
const PLUGIN_SERVER = 'argocd-cmp-server';

/** A container of the repo-server's pod that runs beside the repo-server. */
export interface Sidecar {
  readonly path: Path;
  readonly container: Readonly<Record<string, unknown>>;
}

/**
 * The containers that may be plugin sidecars: every one that stays beside the repo-server, whatever it says that it
 * runs. It shares the pod's sockets and volumes, and a plugin server can be started by any name.
 */
export function pluginSidecars(subject: Subject): Sidecar[] {
  const lists = repoServerOf(subject)?.containers ?? [];
  return lists.flatMap((path) => {
    const containers = list(at(subject.props, path));
    const own = path.at(-1) === 'containers' ? containers.findIndex(isRepoServerItself) : -1;
    return containers.flatMap((container, index) =>
      isRecord(container) && index !== own && staysBeside(container, path)
        ? [{ path: [...path, index], container }]
        : [],
    );
  });
}

/** One container of a pod is the repo-server itself; a second one that says so is not. */
function isRepoServerItself(container: unknown): boolean {
  return (
    runs(container, REPO_SERVER) ||
    (/repo-server$/.test(text(record(container)['name']) ?? '') && !runs(container, PLUGIN_SERVER))
  );
}

/** An init container stays if it restarts always, and runs the plugin server if it says so. */
function staysBeside(container: Readonly<Record<string, unknown>>, path: Path): boolean {
  if (path.at(-1) !== 'initContainers' || container['restartPolicy'] === 'Always') return true;
  return runs(container, PLUGIN_SERVER) && !isCopying(container);
}

/** Argo CD's own init container links the plugin server into a volume, and ends. */
function isCopying({ args }: Readonly<Record<string, unknown>>): boolean {
  return list(args).some((word) => text(word)?.startsWith('/bin/cp '));
}

/** Whether a container's command line names an executable, also within a line that a shell reads. */
export function runs(container: unknown, executable: string): boolean {
  const { command, args } = record(container);
  return [...list(command), ...list(args)].some((line) =>
    (text(line) ?? '').split(/[\s'"]+/).some((word) => word.split('/').at(-1) === executable),
  );
}
