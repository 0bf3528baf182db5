/** One of Argo CD's components, as the chart's values name it. */
export type Component = 'server' | 'repoServer' | 'controller' | 'applicationSet' | 'notifications';

/** A setting that a component takes from argocd-cmd-params-cm, from its environment, or from its command line. */
export interface Parameter {
  readonly component: Component;
  /** The key in argocd-cmd-params-cm; empty where there is none. */
  readonly key: string;
  readonly variable: string;
  /** The option of the command line; undefined where there is none. */
  readonly flag?: string;
  /** Whether the option is followed by a value; a switch may stand alone. */
  readonly takesValue?: boolean;
}

/** The executables of the components, by which a container is known. */
export const EXECUTABLES: Readonly<Record<Component, string>> = {
  server: 'argocd-server',
  repoServer: 'argocd-repo-server',
  controller: 'argocd-application-controller',
  applicationSet: 'argocd-applicationset-controller',
  notifications: 'argocd-notifications',
};

const PREFIXES: Readonly<Record<Component, readonly [key: string, variable: string]>> = {
  server: ['server', 'ARGOCD_SERVER'],
  repoServer: ['reposerver', 'ARGOCD_REPO_SERVER'],
  controller: ['controller', 'ARGOCD_APPLICATION_CONTROLLER'],
  applicationSet: ['applicationsetcontroller', 'ARGOCD_APPLICATIONSET_CONTROLLER'],
  notifications: ['notificationscontroller', 'ARGOCD_NOTIFICATION_CONTROLLER'],
};

/** A parameter of which Argo CD's manifests make the variable's name by rule: `server.insecure`, ARGOCD_SERVER_INSECURE. */
function regular(component: Component, key: string, flag = key.replaceAll('.', '-')): Parameter {
  const [prefix, variables] = PREFIXES[component];
  const variable = `${variables}_${key.replaceAll('.', '_').toUpperCase()}`;
  return { component, key: `${prefix}.${key}`, variable, flag };
}

/** The same for a parameter that is no switch. */
function measured(component: Component, key: string, flag?: string): Parameter {
  return { ...regular(component, key, flag), takesValue: true };
}

const CLIENTS = ['server', 'controller', 'applicationSet', 'notifications'] as const;

/** The API server without TLS. */
export const INSECURE = regular('server', 'insecure');
/** The API server without log-in. */
export const NO_LOGIN = regular('server', 'disable.auth');

/** What takes the encryption off a connection to the repo-server. */
export const PLAINTEXT: readonly Parameter[] = [
  regular('repoServer', 'disable.tls'),
  ...CLIENTS.map((component) =>
    regular(
      component,
      'repo.server.plaintext',
      component === 'notifications' ? 'argocd-repo-server-plaintext' : undefined,
    ),
  ),
];

/** Whether symbolic links may lead out of a repository. */
export const FOREIGN_LINKS: Parameter = {
  component: 'repoServer',
  key: 'reposerver.allow.oob.symlinks',
  variable: 'ARGOCD_REPO_SERVER_ALLOW_OUT_OF_BOUNDS_SYMLINKS',
  flag: 'allow-oob-symlinks',
};

/** What of a repository a plugin is not sent. */
export const TAR_EXCLUSIONS = measured('repoServer', 'plugin.tar.exclusions', 'plugin-tar-exclude');

/** Whether submodules are fetched. */
export const SUBMODULES: readonly Parameter[] = (['repoServer', 'applicationSet'] as const).map(
  (component) => ({
    component,
    key: `${PREFIXES[component][0]}.enable.git.submodule`,
    variable: 'ARGOCD_GIT_MODULES_ENABLED',
  }),
);

/** Sizes that end a render; where one is missing, Argo CD's default holds. */
export const SIZES: readonly Parameter[] = [
  measured('repoServer', 'max.combined.directory.manifests.size'),
  measured('repoServer', 'streamed.manifest.max.tar.size'),
  measured('repoServer', 'streamed.manifest.max.extracted.size'),
  measured('repoServer', 'helm.manifest.max.extracted.size'),
  measured('repoServer', 'oci.manifest.max.extracted.size'),
  {
    component: 'repoServer',
    key: '',
    variable: 'ARGOCD_REPO_SERVER_HELM_MANIFEST_MAX_INDEX_SIZE',
    flag: 'helm-registry-max-index-size',
    takesValue: true,
  },
];

/** Times that end a render or a fetch, in seconds or as a Go duration. */
export const TIMES: readonly Parameter[] = [
  ...(['server', 'controller', 'applicationSet'] as const).map((component) =>
    measured(component, 'repo.server.timeout.seconds'),
  ),
  { component: 'repoServer', key: 'reposerver.git.request.timeout', variable: 'ARGOCD_GIT_REQUEST_TIMEOUT' },
  { component: 'repoServer', key: '', variable: 'ARGOCD_EXEC_TIMEOUT' },
];

/** What switches a limit off. */
export const UNLIMITED: readonly Parameter[] = [
  regular('repoServer', 'disable.helm.manifest.max.extracted.size'),
  regular('repoServer', 'disable.oci.manifest.max.extracted.size'),
];
