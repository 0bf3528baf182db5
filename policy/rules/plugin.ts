import { pluginSidecars, repoServerOf, type Sidecar } from '../argocd/install';
import type { Violation } from '../core/finding';
import { defineRule, everywhere } from '../core/rule';
import { POD_PATHS, type Subject, TYPE } from '../core/subject';
import { at, isAbsent, isTrue, list, type Path, record, show, text } from '../core/values';

const MANUAL = 'https://argo-cd.readthedocs.io/en/stable/operator-manual/config-management-plugins/';
const TYPES = [TYPE.release, ...Object.keys(POD_PATHS)];

/** What the sidecar's security context must say, field by field. */
const CONTEXT: readonly { readonly path: Path; readonly value: unknown }[] = [
  { path: ['runAsNonRoot'], value: true },
  { path: ['runAsUser'], value: 999 },
  { path: ['readOnlyRootFilesystem'], value: true },
  { path: ['allowPrivilegeEscalation'], value: false },
  { path: ['seccompProfile', 'type'], value: 'RuntimeDefault' },
];

export const pluginConfined = defineRule({
  name: 'plugin-confined',
  title:
    'A container beside the repo-server, as a plugin is, runs without root, capabilities or a writable root file system.',
  why: 'A plugin runs what repositories say: a template engine with functions of its own. What it can do, every committer can do. Any container beside the repo-server can be one, by whatever name it starts the plugin server.',
  remediation:
    'Set runAsNonRoot: true, runAsUser: 999, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]} and seccompProfile: {type: RuntimeDefault}, and mount an emptyDir of its own at /tmp.',
  references: [
    `${MANUAL}#3-register-the-plugin-sidecar`,
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  ],
  types: TYPES,
  options: {},
  check(subject): Violation[] {
    return pluginSidecars(subject).flatMap(({ path, container }) => {
      const context = [...path, 'securityContext'];
      const fields = CONTEXT.filter(
        (field) => at(subject.props, [...context, ...field.path]) !== field.value,
      );
      return [
        ...fields.map((field) => ({
          path: [...context, ...field.path],
          expected: String(field.value),
          fix: `set it to ${field.value}`,
        })),
        ...capabilities(subject.props, [...context, 'capabilities']),
        ...privileges(subject.props, context),
        ...temporaryFiles(container, path),
        ...hostVolumes(subject, container, path),
      ];
    });
  },
});

function capabilities(props: unknown, path: Path): Violation[] {
  const drop: Path = [...path, 'drop'];
  const add: Path = [...path, 'add'];
  const keeps = !list(at(props, drop)).includes('ALL');
  const gains = list(at(props, add)).length > 0;
  return [
    ...(keeps ? [{ path: drop, expected: '["ALL"]', fix: 'drop all capabilities' }] : []),
    ...(gains ? [{ path: add, expected: 'nothing', fix: 'remove it' }] : []),
  ];
}

/** What a context may leave out, and must not ask for. */
function privileges(props: unknown, context: Path): Violation[] {
  const privileged: Path = [...context, 'privileged'];
  const unmasked: Path = [...context, 'procMount'];
  return [
    ...(isTrue(at(props, privileged)) ? [{ path: privileged, expected: 'false', fix: 'remove it' }] : []),
    ...([undefined, null, 'Default'].some((mount) => mount === at(props, unmasked))
      ? []
      : [{ path: unmasked, expected: 'Default', fix: 'remove it' }]),
  ];
}

/** Folders of the node, which outlive the pod and belong to others. */
function hostVolumes(subject: Subject, { volumeMounts }: Sidecar['container'], path: Path): Violation[] {
  const volumes = podVolumes(subject).filter((volume) => 'hostPath' in volume);
  const names = volumes.map(({ name }) => name);
  return list(volumeMounts).flatMap((mount, index) =>
    names.includes(record(mount)['name'])
      ? [
          {
            path: [...path, 'volumeMounts', index],
            expected: 'no folder of the node',
            fix: 'mount an emptyDir instead',
          },
        ]
      : [],
  );
}

function podVolumes(subject: Subject): Readonly<Record<string, unknown>>[] {
  const pod = repoServerOf(subject)?.pod ?? [];
  return list(at(subject.props, [...pod, 'volumes'])).map(record);
}

/** The repo-server's own volume is named `tmp`; it holds checked-out repositories and sockets of others. */
function temporaryFiles(container: Readonly<Record<string, unknown>>, path: Path): Violation[] {
  const mounts = list(container['volumeMounts']).map(record);
  const own = mounts.some(({ mountPath, name }) => mountPath === '/tmp' && name !== 'tmp');
  if (own) return [];
  const found = mounts.some(({ mountPath }) => mountPath === '/tmp')
    ? "the sidecar's /tmp is the repo-server's own"
    : 'the sidecar has no volume at /tmp';
  const expected = 'a volume of its own at /tmp';
  return [
    { path: [...path, 'volumeMounts'], value: '/tmp', found, expected, fix: 'mount an emptyDir at /tmp' },
  ];
}

export const pluginLimited = defineRule({
  name: 'plugin-limited',
  title: 'A container beside the repo-server has limits for memory and temporary storage.',
  why: 'A template that never ends or grows without end would take the repo-server, and with it every Application, along.',
  remediation:
    'Set resources.limits.memory, and resources.limits.ephemeral-storage or the sizeLimit of its volume at /tmp.',
  references: [MANUAL],
  types: TYPES,
  options: {},
  check(subject): Violation[] {
    return pluginSidecars(subject).flatMap(({ path, container }) => {
      const limits: Path = [...path, 'resources', 'limits'];
      const memory: Path = [...limits, 'memory'];
      const storage: Path = [...limits, 'ephemeral-storage'];
      const bounded = !isAbsent(at(subject.props, storage)) || hasBoundedTmp(subject, container);
      return [
        ...(isAbsent(at(subject.props, memory))
          ? [{ path: memory, expected: 'a limit', fix: 'set it' }]
          : []),
        ...(bounded
          ? []
          : [{ path: storage, expected: 'a limit', fix: 'set it, or sizeLimit of its volume at /tmp' }]),
      ];
    });
  },
});

/** With a read-only root file system, the volume at /tmp is all that the sidecar can fill. */
function hasBoundedTmp(subject: Subject, container: Readonly<Record<string, unknown>>): boolean {
  const mount = list(container['volumeMounts'])
    .map(record)
    .find(({ mountPath }) => mountPath === '/tmp');
  const volume = podVolumes(subject).find(({ name }) => name === mount?.['name']);
  return !isAbsent(at(volume, ['emptyDir', 'sizeLimit']));
}

const GUARDS = ['HELMFILE_DISABLE_INSECURE_FEATURES', 'HELMFILE_DISABLE_HOOKS'];

export const pluginGuards = defineRule({
  name: 'plugin-guards',
  title: 'A plugin sidecar runs with both of helmfile’s guards.',
  why: 'Without them a helmfile runs any program: by `exec` and `readFile` in templates, by hooks, and by getters of remote files. Which sidecar runs helmfile cannot be told from its name, so each has them unless it is named here.',
  remediation: 'Set HELMFILE_DISABLE_INSECURE_FEATURES and HELMFILE_DISABLE_HOOKS to "true" in the sidecar.',
  references: ['https://helmfile.readthedocs.io/en/latest/#cli-reference'],
  types: TYPES,
  options: {
    withoutHelmfile: everywhere<readonly string[]>(
      { type: 'array', items: { type: 'string' }, description: 'Names of sidecars that run no helmfile.' },
      [],
    ),
  },
  check(subject, { options }): Violation[] {
    return pluginSidecars(subject)
      .filter(({ container }) => !options.withoutHelmfile.some((name) => name === container['name']))
      .flatMap(({ path, container }) => [
        ...GUARDS.flatMap((guard) => missingGuard(guard, container, [...path, 'env'])),
        ...['command', 'args'].flatMap((key) => guardsTouched(subject.props, [...path, key])),
      ]);
  },
});

function missingGuard(guard: string, { env }: Sidecar['container'], path: Path): Violation[] {
  const entries = list(env).map(record);
  const index = entries.findLastIndex(({ name }) => name === guard);
  const value = entries[index]?.['value'];
  if (value === 'true') return [];
  const at = index < 0 ? path : [...path, index, 'value'];
  return [
    {
      path: at,
      value: guard,
      found: `${guard} is ${show(value)}`,
      expected: '"true"',
      fix: `set ${guard} to "true"`,
    },
  ];
}

/** A command line that sets or removes a guard has the last word. */
function guardsTouched(props: unknown, path: Path): Violation[] {
  return list(at(props, path)).flatMap((word, index) =>
    text(word)?.includes('HELMFILE_DISABLE')
      ? [{ path: [...path, index], expected: 'a command that leaves the guards alone', fix: 'remove it' }]
      : [],
  );
}
