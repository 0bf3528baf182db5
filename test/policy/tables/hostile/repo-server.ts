import { configMap, deployment, put, release } from '../../support/resources';
import { allows, denies, type Table } from '../../support/table';
import { switches, variable } from './switches';

const cm = (key: string, value: unknown) => put(release(), ['values', 'configs', 'cm', key], value);
const params = (key: string, value: unknown) => put(release(), ['values', 'configs', 'params', key], value);
const LINKS = 'ARGOCD_REPO_SERVER_ALLOW_OUT_OF_BOUNDS_SYMLINKS';
const TAR = 'ARGOCD_REPO_SERVER_PLUGIN_TAR_EXCLUSIONS';
const repoEnv = (name: string, value: unknown) =>
  put(release(), 'values.repoServer.env', [variable(name, value)]);
const repoArgs = (...words: string[]) => put(release(), 'values.repoServer.extraArgs', words);
const env = (value: unknown) => [`values.repoServer.env[0].value = ${value}`];

/** What feeds and limits the repo-server, in the environment, on the command line, and by default. */
export const hostileRepoServer: readonly Table[] = [
  {
    rule: 'repo-server-files',
    rows: [
      ...switches('repoServer', 'argocd-repo-server', LINKS, 'allow-oob-symlinks'),
      denies('other exclusions in the environment', repoEnv(TAR, 'node_modules'), env('node_modules')),
      allows('the same exclusions in the environment', repoEnv(TAR, 'x;.git/**')),
      denies('other exclusions on the command line', repoArgs('--plugin-tar-exclude', 'x'), [
        'values.repoServer.extraArgs[0] = --plugin-tar-exclude',
      ]),
      allows('the same exclusions on the command line', repoArgs('--plugin-tar-exclude', '.git/**')),
      allows(
        'exclusions from the ConfigMap of parameters',
        put(release(), 'values.repoServer.env', [{ name: TAR, valueFrom: {} }]),
      ),
      denies('an option without its value', repoArgs('--plugin-tar-exclude'), [
        'values.repoServer.extraArgs[0] = --plugin-tar-exclude',
      ]),
    ],
  },
  {
    rule: 'repo-server-sources',
    rows: [
      allows('listed repositories alone', release()),
      ...['reposerver', 'applicationsetcontroller'].flatMap((component) => {
        const key = `${component}.enable.git.submodule`;
        const field = `values.configs.params["${key}"]`;
        return [
          denies(`${key} on`, params(key, 'true'), [`${field} = true`]),
          denies(`${key} missing, which is on`, params(key, undefined), [`${field} = missing`]),
          denies(`${key} of a wrong type`, params(key, 0), [`${field} = 0`]),
          allows(`${key} as a boolean`, params(key, false)),
        ];
      }),
      denies('submodules by the environment', repoEnv('ARGOCD_GIT_MODULES_ENABLED', 'true'), env('true')),
      denies(
        'submodules in a Deployment',
        deployment('argocd-repo-server', { env: [variable('ARGOCD_GIT_MODULES_ENABLED', 'true')] }),
        [`spec.template.spec.containers[0].env[0].value = true`],
      ),
      denies('values files by address, as is the default', cm('helm.valuesFileSchemes', undefined), [
        'values.configs.cm["helm.valuesFileSchemes"] = missing',
      ]),
      denies('values files by some addresses', cm('helm.valuesFileSchemes', 's3'), [
        'values.configs.cm["helm.valuesFileSchemes"] = s3',
      ]),
      denies('values files of a wrong type', cm('helm.valuesFileSchemes', null), [
        'values.configs.cm["helm.valuesFileSchemes"] = null',
      ]),
      ...[
        '--load-restrictor LoadRestrictionsNone',
        '--enable-exec',
        '--enable_alpha-plugins',
        '--network',
      ].map((options) =>
        denies(`kustomize with ${options}`, cm('kustomize.buildOptions', options), [
          `values.configs.cm["kustomize.buildOptions"] = ${options}`,
        ]),
      ),
      denies('kustomize of one version', cm('kustomize.buildOptions.v5', '--enable-exec'), [
        'values.configs.cm["kustomize.buildOptions.v5"] = --enable-exec',
      ]),
      allows('harmless options of kustomize', cm('kustomize.buildOptions', '--enable-helm')),
      allows('options of a wrong type', cm('kustomize.buildOptions', 7)),
      allows('another key with such a text', cm('x.kustomize.buildOptions', '--enable-exec')),
      denies('the ConfigMaps', configMap('argocd-cm', { 'kustomize.buildOptions': '--enable-exec' }), [
        'data["helm.valuesFileSchemes"] = missing',
        'data["kustomize.buildOptions"] = --enable-exec',
      ]),
      denies('the ConfigMap of parameters', configMap('argocd-cmd-params-cm', {}), [
        'data["reposerver.enable.git.submodule"] = missing',
        'data["applicationsetcontroller.enable.git.submodule"] = missing',
      ]),
      allows('another ConfigMap', configMap('other', {})),
      allows('another chart', put(put(release(), 'values', {}), 'chart', 'other')),
      denies('a ConfigMap without data', put(configMap('argocd-cm', {}), 'data', undefined), [
        'data["helm.valuesFileSchemes"] = missing',
      ]),
    ],
  },
  {
    rule: 'repo-server-limits',
    rows: [
      denies('an endless render', repoEnv('ARGOCD_EXEC_TIMEOUT', '1h'), env('1h')),
      ...['90s', '4m59s', '1m30.5s', '300', '500ms'].map((time) =>
        allows(`a render of ${time}`, repoEnv('ARGOCD_EXEC_TIMEOUT', time)),
      ),
      ...['5m1s', '0s', 's', '-1s', '1d', '1s x'].map((time) =>
        denies(`a render of ${time}`, repoEnv('ARGOCD_EXEC_TIMEOUT', time), env(time)),
      ),
      denies(
        'an endless render of the plugin',
        put(release(), 'values.repoServer.extraContainers.0.env.2', variable('ARGOCD_EXEC_TIMEOUT', '1h')),
        ['values.repoServer.extraContainers[0].env[2].value = 1h'],
      ),
      denies('an endless fetch', params('reposerver.git.request.timeout', '10m'), [
        'values.configs.params["reposerver.git.request.timeout"] = 10m',
      ]),
      denies('an index without end', repoArgs('--helm-registry-max-index-size=9T'), [
        'values.repoServer.extraArgs[0] = --helm-registry-max-index-size=9T',
      ]),
      denies(
        'a size in the environment',
        repoEnv('ARGOCD_REPO_SERVER_STREAMED_MANIFEST_MAX_TAR_SIZE', '9T'),
        env('9T'),
      ),
      denies('a size on the command line', repoArgs('--streamed-manifest-max-tar-size', '9T'), [
        'values.repoServer.extraArgs[0] = --streamed-manifest-max-tar-size',
      ]),
      denies(
        'no limit by the environment',
        repoEnv('ARGOCD_REPO_SERVER_DISABLE_OCI_MANIFEST_MAX_EXTRACTED_SIZE', 'true'),
        env('true'),
      ),
    ],
  },
];
