import type { Subject } from '../../../policy/core/subject';
import { configMap, put, release, repoServer, sidecar } from '../support/resources';
import { allows, denies, type Table } from '../support/table';

const CONTAINER = 'values.repoServer.extraContainers.0';
const FIELD = 'values.repoServer.extraContainers[0]';
const inSidecar = (path: string, value: unknown) => put(release(), `${CONTAINER}.${path}`, value);
const cm = (key: string, value: unknown) => put(release(), ['values', 'configs', 'cm', key], value);
const params = (key: string, value: unknown) => put(release(), ['values', 'configs', 'params', key], value);
const other = (subject: Subject) => put(subject, 'chart', 'other');
/** Where each workload describes its pods. */
const PODS = {
  'kubernetes:apps/v1:Deployment': 'spec.template.spec',
  'kubernetes:apps/v1:StatefulSet': 'spec.template.spec',
  'kubernetes:apps/v1:DaemonSet': 'spec.template.spec',
  'kubernetes:apps/v1:ReplicaSet': 'spec.template.spec',
  'kubernetes:batch/v1:Job': 'spec.template.spec',
  'kubernetes:batch/v1:CronJob': 'spec.jobTemplate.spec.template.spec',
  'kubernetes:core/v1:ReplicationController': 'spec.template.spec',
  'kubernetes:core/v1:PodTemplate': 'template.spec',
  'kubernetes:argoproj.io/v1alpha1:Rollout': 'spec.template.spec',
  'kubernetes:core/v1:Pod': 'spec',
};
const LOCAL = { environment: 'local' };

/** Rows that every switch of argocd-cm shares, which must be off. */
function switchRows(key: string) {
  const field = `values.configs.cm["${key}"]`;
  return [
    allows('missing', release()),
    allows('off', cm(key, 'false')),
    denies('on', cm(key, 'true'), [`${field} = true`]),
    denies('on as a boolean', cm(key, true), [`${field} = true`]),
    allows('a wrong type', cm(key, { a: 1 })),
    allows('another chart', other(cm(key, 'true'))),
    denies(
      'in a ConfigMap that names a chart',
      put(configMap('argocd-cm', { [key]: 'true' }), 'chart', 'argo-cd'),
      [`data["${key}"] = true`],
    ),
    allows(
      'in something else of that name',
      put(put(other(release()), 'metadata.name', 'argocd-cm'), 'data', { [key]: 'true' }),
    ),
    denies('in the ConfigMap', configMap('argocd-cm', { [key]: 'true' }), [`data["${key}"] = true`]),
    allows('in another ConfigMap', configMap('other', { [key]: 'true' })),
    denies('in local too', cm(key, 'true'), [`${field} = true`], LOCAL),
  ];
}

const CONTEXT: readonly [string, unknown][] = [
  ['runAsNonRoot', false],
  ['runAsUser', 0],
  ['readOnlyRootFilesystem', false],
  ['allowPrivilegeEscalation', true],
];

export const install: readonly Table[] = [
  {
    rule: 'plugin-confined',
    rows: [
      allows('confined', release()),
      ...CONTEXT.flatMap(([key, value]) => [
        denies(`${key} wrong`, inSidecar(`securityContext.${key}`, value), [
          `${FIELD}.securityContext.${key} = ${value}`,
        ]),
        denies(`${key} missing`, inSidecar(`securityContext.${key}`, undefined), [
          `${FIELD}.securityContext.${key} = missing`,
        ]),
        denies(`${key} as text`, inSidecar(`securityContext.${key}`, 'x'), [
          `${FIELD}.securityContext.${key} = x`,
        ]),
      ]),
      denies('no seccomp profile', inSidecar('securityContext.seccompProfile', undefined), [
        `${FIELD}.securityContext.seccompProfile.type = missing`,
      ]),
      denies('an unconfined one', inSidecar('securityContext.seccompProfile.type', 'Unconfined'), [
        `${FIELD}.securityContext.seccompProfile.type = Unconfined`,
      ]),
      denies('capabilities kept', inSidecar('securityContext.capabilities', { drop: ['NET_RAW'] }), [
        `${FIELD}.securityContext.capabilities.drop = ["NET_RAW"]`,
      ]),
      denies(
        'capabilities added',
        inSidecar('securityContext.capabilities', { drop: ['ALL'], add: ['SYS_ADMIN'] }),
        [`${FIELD}.securityContext.capabilities.add = ["SYS_ADMIN"]`],
      ),
      allows('an empty list of them', inSidecar('securityContext.capabilities', { drop: ['ALL'], add: [] })),
      allows('null as list of them', inSidecar('securityContext.capabilities', { drop: ['ALL'], add: null })),
      denies('no context', inSidecar('securityContext', undefined), [
        ...[
          'runAsNonRoot',
          'runAsUser',
          'readOnlyRootFilesystem',
          'allowPrivilegeEscalation',
          'seccompProfile.type',
          'capabilities.drop',
        ].map((key) => `${FIELD}.securityContext.${key} = missing`),
      ]),
      denies(
        "the repo-server's /tmp",
        inSidecar('volumeMounts', [
          { name: 'x', mountPath: '/x' },
          { name: 'tmp', mountPath: '/tmp' },
        ]),
        [`${FIELD}.volumeMounts = /tmp`],
      ),
      denies('no /tmp', inSidecar('volumeMounts', undefined), [`${FIELD}.volumeMounts = /tmp`]),
      denies(
        'a container that names no plugin server',
        put(inSidecar('command', ['other']), `${CONTAINER}.securityContext.runAsUser`, 0),
        [`${FIELD}.securityContext.runAsUser = 0`],
      ),
      denies(
        'by its arguments',
        put(
          put(inSidecar('command', ['/bin/sh']), `${CONTAINER}.args`, ['argocd-cmp-server']),
          `${CONTAINER}.securityContext.runAsUser`,
          0,
        ),
        [`${FIELD}.securityContext.runAsUser = 0`],
      ),
      allows('no containers', put(release(), 'values.repoServer.extraContainers', undefined)),
      allows('wrong types', put(release(), 'values.repoServer.extraContainers', [7, null])),
      allows('another chart', other(inSidecar('securityContext', undefined))),
      allows('the Deployment', repoServer()),
      denies(
        'a sidecar of the Deployment',
        put(repoServer(), 'spec.template.spec.containers.1.securityContext.runAsUser', 0),
        ['spec.template.spec.containers[1].securityContext.runAsUser = 0'],
      ),
      denies(
        'a Deployment by its label',
        put(
          put(
            put(repoServer(), 'metadata.name', 'x'),
            ['metadata', 'labels', 'app.kubernetes.io/component'],
            'repo-server',
          ),
          'spec.template.spec.containers.1.securityContext.runAsUser',
          0,
        ),
        ['spec.template.spec.containers[1].securityContext.runAsUser = 0'],
      ),
      allows(
        'another Deployment',
        put(
          put(repoServer(), 'metadata.name', 'x'),
          'spec.template.spec.containers.1.securityContext',
          undefined,
        ),
      ),
    ],
  },
  {
    rule: 'plugin-limited',
    rows: [
      allows('both limits', release()),
      denies('no memory', inSidecar('resources.limits.memory', undefined), [
        `${FIELD}.resources.limits.memory = missing`,
      ]),
      denies('an empty one', inSidecar('resources.limits.memory', ''), [
        `${FIELD}.resources.limits.memory = empty`,
      ]),
      denies('no limits', inSidecar('resources', undefined), [
        `${FIELD}.resources.limits.memory = missing`,
        `${FIELD}.resources.limits["ephemeral-storage"] = missing`.replace(
          '["ephemeral-storage"]',
          '.ephemeral-storage',
        ),
      ]),
      denies('no storage', inSidecar('resources.limits', { memory: '1Gi' }), [
        `${FIELD}.resources.limits.ephemeral-storage = missing`,
      ]),
      allows(
        'the volume is bounded',
        put(inSidecar('resources.limits', { memory: '1Gi' }), 'values.repoServer.volumes', [
          { name: 'x', emptyDir: {} },
          { name: 'helmfile-tmp', emptyDir: { sizeLimit: '1Gi' } },
        ]),
      ),
      denies(
        'another volume is bounded',
        put(inSidecar('resources.limits', { memory: '1Gi' }), 'values.repoServer.volumes', [
          { name: 'x', emptyDir: { sizeLimit: '1Gi' } },
          { name: 'helmfile-tmp', emptyDir: {} },
        ]),
        [`${FIELD}.resources.limits.ephemeral-storage = missing`],
      ),
      denies(
        'another mount is bounded',
        put(
          put(inSidecar('resources.limits', { memory: '1Gi' }), `${CONTAINER}.volumeMounts`, [
            { name: 'x', mountPath: '/x' },
          ]),
          'values.repoServer.volumes',
          [{ name: 'x', emptyDir: { sizeLimit: '1Gi' } }],
        ),
        [`${FIELD}.resources.limits.ephemeral-storage = missing`],
      ),
      allows(
        'a volume of the Deployment',
        put(
          put(repoServer(), 'spec.template.spec.containers.1.resources.limits', { memory: '1Gi' }),
          'spec.template.spec.volumes',
          [{ name: 'helmfile-tmp', emptyDir: { sizeLimit: '1Gi' } }],
        ),
      ),
      denies(
        'a container that names no plugin server',
        put(put(release(), `${CONTAINER}.command`, ['x']), `${CONTAINER}.resources.limits.memory`, undefined),
        [`${FIELD}.resources.limits.memory = missing`],
      ),
    ],
  },
  {
    rule: 'plugin-guards',
    rows: [
      allows('both guards', release()),
      denies('neither', inSidecar('env', undefined), [
        `${FIELD}.env = HELMFILE_DISABLE_INSECURE_FEATURES`,
        `${FIELD}.env = HELMFILE_DISABLE_HOOKS`,
      ]),
      denies('one off', inSidecar('env.1.value', 'false'), [
        `${FIELD}.env[1].value = HELMFILE_DISABLE_HOOKS`,
      ]),
      denies('one as a boolean', inSidecar('env.0.value', true), [
        `${FIELD}.env[0].value = HELMFILE_DISABLE_INSECURE_FEATURES`,
      ]),
      denies(
        'one overridden below',
        inSidecar('env', [...sidecar().env, { name: 'HELMFILE_DISABLE_HOOKS', value: 'false' }]),
        [`${FIELD}.env[2].value = HELMFILE_DISABLE_HOOKS`],
      ),
      allows(
        'one repeated',
        inSidecar('env', [{ name: 'HELMFILE_DISABLE_HOOKS', value: 'false' }, ...sidecar().env]),
      ),
      denies(
        'one from elsewhere',
        inSidecar('env.0', { name: 'HELMFILE_DISABLE_INSECURE_FEATURES', valueFrom: {} }),
        [`${FIELD}.env[0].value = HELMFILE_DISABLE_INSECURE_FEATURES`],
      ),
      allows('a plugin without helmfile', put(inSidecar('env', undefined), `${CONTAINER}.name`, 'x'), {
        config: { withoutHelmfile: ['y', 'x'] },
      }),
      denies(
        'a plugin by another name and image',
        put(put(inSidecar('env.1.value', ''), `${CONTAINER}.name`, 'x'), `${CONTAINER}.image`, 'x'),
        [`${FIELD}.env[1].value = HELMFILE_DISABLE_HOOKS`],
      ),
      denies(
        'a plugin that merely sounds like another',
        inSidecar('env.1.value', ''),
        [`${FIELD}.env[1].value = HELMFILE_DISABLE_HOOKS`],
        {
          config: { withoutHelmfile: ['x'] },
        },
      ),
    ],
  },
  { rule: 'server-exec-off', rows: switchRows('exec.enabled') },
  { rule: 'server-anonymous-off', rows: switchRows('users.anonymous.enabled') },
  { rule: 'server-badge-off', rows: switchRows('statusbadge.enabled') },
  {
    rule: 'server-admin-off',
    rows: [
      allows('off', release()),
      allows('off as a boolean', cm('admin.enabled', false)),
      denies('on', cm('admin.enabled', 'true'), ['values.configs.cm["admin.enabled"] = true']),
      denies('missing, which is on', cm('admin.enabled', undefined), [
        'values.configs.cm["admin.enabled"] = missing',
      ]),
      denies('a wrong type', cm('admin.enabled', 0), ['values.configs.cm["admin.enabled"] = 0']),
      allows('local', cm('admin.enabled', 'true'), LOCAL),
      allows('staging', cm('admin.enabled', 'true'), { environment: 'staging' }),
      allows('as configured', cm('admin.enabled', 'true'), { config: { allowed: true } }),
      denies('the ConfigMap', configMap('argocd-cm', {}), ['data["admin.enabled"] = missing']),
      allows('another ConfigMap', configMap('other', {})),
      allows('another chart', other(cm('admin.enabled', 'true'))),
    ],
  },
  {
    rule: 'server-tls',
    rows: [
      allows('missing', release()),
      allows('off', params('server.insecure', 'false')),
      denies('insecure', params('server.insecure', 'true'), [
        'values.configs.params["server.insecure"] = true',
      ]),
      denies('insecure as a boolean', params('server.insecure', true), [
        'values.configs.params["server.insecure"] = true',
      ]),
      denies(
        'in local too',
        params('server.insecure', 'true'),
        ['values.configs.params["server.insecure"] = true'],
        LOCAL,
      ),
      denies(
        'in staging too',
        params('server.insecure', 'true'),
        ['values.configs.params["server.insecure"] = true'],
        { environment: 'staging' },
      ),
      allows('TLS in front', params('server.insecure', 'true'), { config: { tlsInFront: true } }),
      denies('the ConfigMap', configMap('argocd-cmd-params-cm', { 'server.insecure': 'true' }), [
        'data["server.insecure"] = true',
      ]),
      allows('another ConfigMap', configMap('argocd-cm', { 'server.insecure': 'true' })),
      allows('a wrong type', params('server.insecure', 7)),
    ],
  },
  {
    rule: 'rbac-default-empty',
    rows: [
      allows('empty', release()),
      allows('missing', put(release(), 'values.configs.rbac', undefined)),
      allows('null', put(release(), ['values', 'configs', 'rbac', 'policy.default'], null)),
      denies('read only', put(release(), ['values', 'configs', 'rbac', 'policy.default'], 'role:readonly'), [
        'values.configs.rbac["policy.default"] = role:readonly',
      ]),
      denies('a wrong type', put(release(), ['values', 'configs', 'rbac', 'policy.default'], 7), [
        'values.configs.rbac["policy.default"] = 7',
      ]),
      denies('the ConfigMap', configMap('argocd-rbac-cm', { 'policy.default': 'role:admin' }), [
        'data["policy.default"] = role:admin',
      ]),
      allows('another chart', other(put(release(), ['values', 'configs', 'rbac', 'policy.default'], 'x'))),
    ],
  },
  {
    rule: 'repo-server-token',
    rows: [
      allows('not mounted', release()),
      denies('mounted', put(release(), 'values.repoServer.automountServiceAccountToken', true), [
        'values.repoServer.automountServiceAccountToken = true',
      ]),
      denies('missing', put(release(), 'values.repoServer', undefined), [
        'values.repoServer.automountServiceAccountToken = missing',
      ]),
      denies('a wrong type', put(release(), 'values.repoServer.automountServiceAccountToken', 'false'), [
        'values.repoServer.automountServiceAccountToken = false',
      ]),
      allows('another chart', other(put(release(), 'values.repoServer', undefined))),
      allows('a release of that name', put(other(release()), 'metadata.name', 'argocd-repo-server')),
      allows(
        'a name that only holds it',
        put(
          put(repoServer(), 'metadata.name', 'repo-server-x'),
          'spec.template.spec.automountServiceAccountToken',
          undefined,
        ),
      ),
      ...Object.entries(PODS).map(([type, path]) =>
        denies(type, { type, props: { metadata: { name: 'repo-server' } } }, [
          `${path}.automountServiceAccountToken = missing`,
        ]),
      ),
      allows('the Deployment', repoServer()),
      denies(
        'the Deployment with a token',
        put(repoServer(), 'spec.template.spec.automountServiceAccountToken', undefined),
        ['spec.template.spec.automountServiceAccountToken = missing'],
      ),
      allows(
        'another Deployment',
        put(
          put(repoServer(), 'metadata.name', 'argocd-server'),
          'spec.template.spec.automountServiceAccountToken',
          undefined,
        ),
      ),
    ],
  },
  {
    rule: 'repo-server-tls',
    rows: [
      allows('encrypted', release()),
      ...[
        'reposerver.disable.tls',
        'server.repo.server.plaintext',
        'controller.repo.server.plaintext',
        'applicationsetcontroller.repo.server.plaintext',
        'notificationscontroller.repo.server.plaintext',
      ].flatMap((key) => [
        denies(key, params(key, 'true'), [`values.configs.params["${key}"] = true`]),
        allows(`${key} off`, params(key, 'false')),
        allows(`${key} of a wrong type`, params(key, 7)),
      ]),
      denies('the ConfigMap', configMap('argocd-cmd-params-cm', { 'reposerver.disable.tls': 'true' }), [
        'data["reposerver.disable.tls"] = true',
      ]),
      allows('another ConfigMap', configMap('x', { 'reposerver.disable.tls': 'true' })),
    ],
  },
  {
    rule: 'repo-server-files',
    rows: [
      allows('both', release()),
      ...['.git', '.git/*', 'docs/**;.git/**'].map((globs) =>
        allows(globs, params('reposerver.plugin.tar.exclusions', globs)),
      ),
      ...['', 'docs/**', 'x.git/**', '.git/**x', '.gitignore'].map((globs) =>
        denies(`exclusions ${globs}`, params('reposerver.plugin.tar.exclusions', globs), [
          `values.configs.params["reposerver.plugin.tar.exclusions"] = ${globs || 'empty'}`,
        ]),
      ),
      denies('no exclusions', params('reposerver.plugin.tar.exclusions', undefined), [
        'values.configs.params["reposerver.plugin.tar.exclusions"] = missing',
      ]),
      denies('a wrong type', params('reposerver.plugin.tar.exclusions', 7), [
        'values.configs.params["reposerver.plugin.tar.exclusions"] = 7',
      ]),
      denies('links', params('reposerver.allow.oob.symlinks', 'true'), [
        'values.configs.params["reposerver.allow.oob.symlinks"] = true',
      ]),
      allows('no links', params('reposerver.allow.oob.symlinks', 'false')),
      denies('the ConfigMap', configMap('argocd-cmd-params-cm', {}), [
        'data["reposerver.plugin.tar.exclusions"] = missing',
      ]),
      allows('another ConfigMap', configMap('x', {})),
    ],
  },
  {
    rule: 'repo-server-limits',
    rows: [
      allows("Argo CD's own", release()),
      ...[
        'reposerver.max.combined.directory.manifests.size',
        'reposerver.streamed.manifest.max.tar.size',
        'reposerver.streamed.manifest.max.extracted.size',
        'reposerver.helm.manifest.max.extracted.size',
        'reposerver.oci.manifest.max.extracted.size',
      ].flatMap((key) => [
        ...['10M', '1000000000', '1G', '0.5Gi', '100 Mi', '1000m', '1k', '1Ki'].map((size) =>
          allows(`${key} ${size}`, params(key, size)),
        ),
        ...['1000000001', '1Gi', '2g', '1T', '1Ti', '0', '0G', '-1', '10X', 'much', '1 0'].map((size) =>
          denies(`${key} ${size}`, params(key, size), [`values.configs.params["${key}"] = ${size}`]),
        ),
      ]),
      ...['server', 'controller', 'applicationsetcontroller'].flatMap((component) => {
        const key = `${component}.repo.server.timeout.seconds`;
        return [
          allows(`${key} 300`, params(key, '300')),
          allows(`${key} as a number`, params(key, 60)),
          allows(`${key} empty`, params(key, '')),
          denies(`${key} 301`, params(key, '301'), [`values.configs.params["${key}"] = 301`]),
          denies(`${key} 0`, params(key, '0'), [`values.configs.params["${key}"] = 0`]),
        ];
      }),
      ...['helm', 'oci'].flatMap((kind) => {
        const key = `reposerver.disable.${kind}.manifest.max.extracted.size`;
        return [
          allows(`${key} off`, params(key, 'false')),
          denies(key, params(key, 'true'), [`values.configs.params["${key}"] = true`]),
        ];
      }),
      denies(
        'as configured',
        put(
          params('reposerver.streamed.manifest.max.tar.size', '10M'),
          ['values', 'configs', 'params', 'server.repo.server.timeout.seconds'],
          '60',
        ),
        [
          'values.configs.params["reposerver.streamed.manifest.max.tar.size"] = 10M',
          'values.configs.params["server.repo.server.timeout.seconds"] = 60',
        ],
        { config: { maxBytes: 1000, maxSeconds: 30 } },
      ),
      denies(
        'the ConfigMap',
        configMap('argocd-cmd-params-cm', { 'reposerver.streamed.manifest.max.tar.size': '9T' }),
        ['data["reposerver.streamed.manifest.max.tar.size"] = 9T'],
      ),
      allows('another ConfigMap', configMap('x', { 'reposerver.streamed.manifest.max.tar.size': '9T' })),
    ],
  },
  {
    rule: 'network-policies',
    rows: [
      allows('on', release()),
      denies('off', put(release(), 'values.global.networkPolicy.create', false), [
        'values.global.networkPolicy.create = false',
      ]),
      denies('missing', put(release(), 'values.global', undefined), [
        'values.global.networkPolicy.create = missing',
      ]),
      denies('a wrong type', put(release(), 'values.global.networkPolicy.create', 'true'), [
        'values.global.networkPolicy.create = true',
      ]),
      allows(
        'a chart whose name only starts so',
        put(put(release(), 'values.global', undefined), 'chart', 'argo-cd-apps'),
      ),
      allows('another chart', other(put(release(), 'values.global', undefined))),
    ],
  },
];
