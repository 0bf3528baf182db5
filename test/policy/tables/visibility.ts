import { deployment, put, release, repoServer, sidecar } from '../support/resources';
import { allows, denies, type Table } from '../support/table';

const POD = 'spec.template.spec.containers[0]';
const OWN = { configMapKeyRef: { name: 'argocd-cmd-params-cm', key: 'x' } };
const from = (name: string, valueFrom: unknown) => ({ env: [{ name, valueFrom }] });
const values = (path: string, value: unknown) => put(release(), `values.${path}`, value);
const other = (path: string, value: unknown) => put(values(path, value), 'chart', 'other');

/** What decides beforehand whether the other rules see what is installed. */
export const visibility: readonly Table[] = [
  {
    rule: 'settings-visible',
    rows: [
      allows('settings in values', release()),
      ...['cm', 'params', 'rbac'].flatMap((key) => [
        denies(`no ConfigMap for ${key}`, values(`configs.${key}.create`, false), [
          `values.configs.${key}.create = false`,
        ]),
        denies(`a wrong type for ${key}`, values(`configs.${key}.create`, 'false'), [
          `values.configs.${key}.create = false`,
        ]),
        allows(`a ConfigMap for ${key}`, values(`configs.${key}.create`, true)),
        allows(`as the chart has it for ${key}`, values(`configs.${key}.create`, null)),
      ]),
      allows('no ConfigMap of another chart', other('configs.cm.create', false)),
      ...['server', 'repoServer', 'controller', 'applicationSet', 'notifications'].map((component) =>
        denies(
          `a whole ConfigMap for ${component}`,
          values(`${component}.envFrom`, [{ configMapRef: { name: 'x' } }]),
          [`values.${component}.envFrom = envFrom`],
        ),
      ),
      allows('none at all', values('server.envFrom', [])),
      allows('a whole ConfigMap of another chart', other('server.envFrom', [{}])),
      denies(
        'a whole ConfigMap for the plugin',
        values('repoServer.extraContainers.0', { ...sidecar(), envFrom: [{}] }),
        ['values.repoServer.extraContainers[0].envFrom = envFrom'],
      ),
      denies(
        'a key of another ConfigMap',
        values('server', from('ARGOCD_SERVER_INSECURE', { configMapKeyRef: { name: 'x' } })),
        ['values.server.env[0].valueFrom = ARGOCD_SERVER_INSECURE'],
      ),
      denies(
        'a key for every component, said once',
        values('global', { ...from('ARGOCD_X', {}), networkPolicy: { create: true } }),
        ['values.global.env[0].valueFrom = ARGOCD_X'],
      ),
      denies(
        'a guard of helmfile from elsewhere',
        values('repoServer.extraContainers.0', { ...sidecar(), ...from('HELMFILE_X', {}) }),
        ['values.repoServer.extraContainers[0].env[0].valueFrom = HELMFILE_X'],
      ),
      allows('a key of the parameters', values('server', from('ARGOCD_SERVER_INSECURE', OWN))),
      allows(
        'a variable that is no setting',
        values('server', from('REDIS_PASSWORD', { secretKeyRef: { name: 'x' } })),
      ),
      denies('in a Deployment', deployment('argocd-server', { envFrom: [{}], ...from('ARGOCD_X', {}) }), [
        `${POD}.envFrom = envFrom`,
        `${POD}.env[0].valueFrom = ARGOCD_X`,
      ]),
      denies(
        'in an init container',
        put(repoServer(), 'spec.template.spec.initContainers', [
          { args: ['argocd-repo-server'], envFrom: [{}] },
        ]),
        ['spec.template.spec.initContainers[0].envFrom = envFrom'],
      ),
      allows(
        'in a Deployment of something else',
        deployment('other', { envFrom: [{}], ...from('ARGOCD_X', {}) }),
      ),
    ],
  },
  {
    rule: 'release-plain',
    rows: [
      allows('a plain release', release()),
      denies('a post-renderer', put(release(), 'postrender', '/bin/sh'), ['postrender = /bin/sh']),
      denies('a post-renderer of another version', put(release(), 'postRenderer', { command: 'x' }), [
        'postRenderer = {"command":"x"}',
      ]),
      allows(
        'plain extra objects',
        values('extraObjects', [{ apiVersion: 'v1', kind: 'ConfigMap' }, 'a: b', '']),
      ),
      denies(
        'a template in an extra object',
        values('extraObjects', [{ kind: '{{ .x }}' }, { '{{ .y }}': 1 }]),
        ['values.extraObjects[0] = {"kind":"{{ .x }}"}', 'values.extraObjects[1] = {"{{ .y }}":1}'],
      ),
      denies('a template as text', values('extraObjects', ['{{ .x }}', 'kind: {']), [
        'values.extraObjects[0] = {{ .x }}',
        'values.extraObjects[1] = kind: {',
      ]),
      denies('one text for all', values('extraObjects', '{{ .x }}'), ['values.extraObjects = {{ .x }}']),
      denies('a map of them', values('extraObjects', { a: '{{ .x }}', b: 'c' }), [
        'values.extraObjects.a = {{ .x }}',
      ]),
      ...['extraDeploy', 'extraManifests', 'rawResources', 'additional_objects'].map((key) =>
        denies(key, values(`server.${key}`, ['{{ .x }}']), [`values.server.${key}[0] = {{ .x }}`]),
      ),
      denies('in a list of values', values('parts', [{ extraObjects: ['{{ .x }}'] }]), [
        'values.parts[0].extraObjects[0] = {{ .x }}',
      ]),
      denies('in another chart', other('extraObjects', ['{{ .x }}']), ['values.extraObjects[0] = {{ .x }}']),
      allows(
        'a template elsewhere',
        values('notifications', {
          templates: '{{ .app }}',
          myExtraObjects: '{{ .x }}',
          extraObjectsX: '{{ .x }}',
        }),
      ),
      allows('values of a wrong type', put(release(), 'values', 7)),
      allows('nothing', values('extraObjects', undefined)),
    ],
  },
];
