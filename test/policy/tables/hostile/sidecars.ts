import { put, release, repoServer, sidecar } from '../../support/resources';
import { allows, denies, type Table } from '../../support/table';

const CONTAINER = 'values.repoServer.extraContainers.0';
const FIELD = 'values.repoServer.extraContainers[0]';
const POD = 'spec.template.spec';
const inSidecar = (path: string, value: unknown) => put(release(), `${CONTAINER}.${path}`, value);
const root = (container: object) => ({
  ...sidecar(),
  securityContext: { ...sidecar().securityContext, runAsUser: 0 },
  ...container,
});
const initial = (container: object) => put(release(), 'values.repoServer.initContainers', [container]);
const INITIAL = ['values.repoServer.initContainers[0].securityContext.runAsUser = 0'];
const inPod = (path: string, value: unknown) => put(repoServer(), `${POD}.${path}`, value);
const bare = (spec: object) => put(put(repoServer(), 'metadata', { name: 'x' }), POD, spec);
const token = {
  name: 't',
  projected: { sources: [{ configMap: {} }, { serviceAccountToken: { path: 'x' } }] },
};
const copy = {
  name: 'copyutil',
  command: ['sh', '-c'],
  args: ['/bin/cp x && /bin/ln -s y /argocd-cmp-server'],
};

/** Sidecars that do not look like one, and rights that come in by another door. */
export const hostileSidecars: readonly Table[] = [
  {
    rule: 'plugin-confined',
    rows: [
      denies(
        'an init container that stays',
        initial(root({ command: ['x'], restartPolicy: 'Always' })),
        INITIAL,
      ),
      denies('an init container that runs the plugin server', initial(root({})), INITIAL),
      allows('an init container that ends', initial(root({ command: ['x'] }))),
      allows("Argo CD's own init container", initial(copy)),
      denies(
        "one that looks like Argo CD's own and stays",
        initial(root({ ...copy, restartPolicy: 'Always' })),
        INITIAL,
      ),
      denies('a privileged one', inSidecar('securityContext.privileged', true), [
        `${FIELD}.securityContext.privileged = true`,
      ]),
      allows('one that is not', inSidecar('securityContext.privileged', false)),
      denies('one with /proc laid open', inSidecar('securityContext.procMount', 'Unmasked'), [
        `${FIELD}.securityContext.procMount = Unmasked`,
      ]),
      allows('one with nothing said of /proc', inSidecar('securityContext.procMount', null)),
      allows('one with the default /proc', inSidecar('securityContext.procMount', 'Default')),
      denies(
        'one with a folder of the node',
        put(inSidecar('volumeMounts.1', { name: 'node', mountPath: '/node' }), 'values.repoServer.volumes', [
          { name: 'node', hostPath: { path: '/' } },
          { name: 'helmfile-tmp', emptyDir: {} },
        ]),
        [`${FIELD}.volumeMounts[1] = {"name":"node","mountPath":"/node"}`],
      ),
      denies(
        'a container of the Deployment with another name',
        inPod('containers.1', root({ name: 'x', command: ['x'] })),
        [`${POD}.containers[1].securityContext.runAsUser = 0`],
      ),
      denies(
        'the plugin server under the name of the repo-server',
        inPod('containers.1', root({ name: 'a-repo-server' })),
        [`${POD}.containers[1].securityContext.runAsUser = 0`],
      ),
      denies(
        'a pod known by what it runs',
        bare({ containers: [{ args: ['argocd-repo-server'] }, root({ command: ['x'] })] }),
        [`${POD}.containers[1].securityContext.runAsUser = 0`],
      ),
      denies(
        'a pod known by its own label',
        put(
          bare({ containers: [{ name: 'repo-server' }, root({ command: ['x'] })] }),
          ['spec', 'template', 'metadata', 'labels', 'app.kubernetes.io/component'],
          'repo-server',
        ),
        [`${POD}.containers[1].securityContext.runAsUser = 0`],
      ),
      denies(
        'an init container of the Deployment that stays',
        inPod('initContainers', [root({ command: ['x'], restartPolicy: 'Always' })]),
        [`${POD}.initContainers[0].securityContext.runAsUser = 0`],
      ),
      ...[
        root({ command: ['x'] }),
        root({ name: 'a-repo-server' }),
        root({ name: 'repo-server-x', command: ['x'] }),
      ].map((first, index) =>
        denies(
          `a container before the repo-server (${index})`,
          put(repoServer(), `${POD}.containers`, [first, { name: 'argocd-repo-server' }]),
          [`${POD}.containers[0].securityContext.runAsUser = 0`],
        ),
      ),
      allows(
        'a pod of something else',
        bare({ containers: [{ args: ['other'] }, root({ command: ['x'] })] }),
      ),
    ],
  },
  {
    rule: 'plugin-guards',
    rows: [
      denies(
        'a guard that the command takes away',
        inSidecar('command', ['env', '-u', 'HELMFILE_DISABLE_HOOKS', 'argocd-cmp-server']),
        [`${FIELD}.command[2] = HELMFILE_DISABLE_HOOKS`],
      ),
      denies(
        'a guard that the arguments set',
        inSidecar('args', ['HELMFILE_DISABLE_HOOKS=false argocd-cmp-server', 7]),
        [`${FIELD}.args[0] = HELMFILE_DISABLE_HOOKS=false argocd-cmp-server`],
      ),
    ],
  },
  {
    rule: 'repo-server-token',
    rows: [
      denies(
        'a token in a volume',
        put(release(), 'values.repoServer.volumes', [{ name: 'x', emptyDir: {} }, token]),
        [
          'values.repoServer.volumes[1] = {"name":"t","projected":{"sources":[{"configMap":{}},{"serviceAccountToken":{"path":"x"}}]}}',
        ],
      ),
      allows(
        'a projected volume without token',
        put(release(), 'values.repoServer.volumes', [{ projected: { sources: [{ secret: {} }] } }, 7]),
      ),
    ],
  },
];
