import { stringify } from 'yaml';
import type { EnvironmentName } from '../environment';
import { freePorts } from '../process/ports';
import { COLLECT_EARLY } from '../settings';

const PROGRAMS = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
  'kwokctl',
] as const;

type Program = (typeof PROGRAMS)[number];

/** Absolute paths of the binaries that make a control plane. */
export type ControlPlaneBinaries = Readonly<Record<Program, string>>;

/** The binaries of a control plane, each where `pathOf` says it is. */
export function controlPlaneBinaries(pathOf: (program: Program) => string): ControlPlaneBinaries {
  return Object.fromEntries(PROGRAMS.map((program) => [program, pathOf(program)])) as ControlPlaneBinaries;
}

const PORT_OPTIONS = [
  'etcdPort',
  'etcdPeerPort',
  'kubeApiserverPort',
  'kubeControllerManagerPort',
  'kubeSchedulerPort',
  'kwokControllerPort',
] as const;

/**
 * The API server builds the schemas of all definitions anew for each one that arrives, and everything waits for that.
 * Garbage of that work would be most of the memory of the whole environment, so it is bounded. The bound leaves what is
 * in use (300 MiB with the Gateway API's definitions, 400 with cert-manager's beside them in a rehearsal) and the gaps
 * between it room enough: with 448 MiB the API server of local took a quarter more processor time, that of a rehearsal
 * twice as much.
 */
const API_SERVER_MEMORY = { local: '496MiB', rehearsal: '640MiB' } as const;

function goSettings(name: EnvironmentName): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return {
    'kube-apiserver': { GOMEMLIMIT: API_SERVER_MEMORY[name === 'local' ? 'local' : 'rehearsal'] },
    'kube-controller-manager': COLLECT_EARLY,
    'kube-scheduler': COLLECT_EARLY,
    etcd: COLLECT_EARLY,
  };
}

/**
 * Admission webhooks are answered by pods, and pods are simulated: the API server would refuse whatever a chart such as
 * cert-manager's has it ask about. The webhooks are installed all the same, and nobody calls them.
 */
const NO_WEBHOOKS = {
  name: 'kube-apiserver',
  extraArgs: [
    { key: 'disable-admission-plugins', value: 'MutatingAdmissionWebhook,ValidatingAdmissionWebhook' },
  ],
};

/**
 * kwokctl's configuration: real binaries as processes, everything on loopback. The ports are chosen here,
 * since kwokctl counts down from a fixed one and two clusters started at once would meet.
 */
export async function kwokctlConfiguration(
  name: EnvironmentName,
  binaries: ControlPlaneBinaries,
  kubernetesVersion: string,
): Promise<string> {
  const ports = await freePorts(PORT_OPTIONS.length);
  return stringify({
    apiVersion: 'config.kwok.x-k8s.io/v1alpha1',
    kind: 'KwokctlConfiguration',
    options: {
      runtime: 'binary',
      bindAddress: '127.0.0.1',
      disableQPSLimits: true,
      kubeVersion: kubernetesVersion,
      etcdBinary: binaries.etcd,
      kubeApiserverBinary: binaries['kube-apiserver'],
      kubeControllerManagerBinary: binaries['kube-controller-manager'],
      kubeSchedulerBinary: binaries['kube-scheduler'],
      kwokControllerBinary: binaries.kwok,
      ...Object.fromEntries(PORT_OPTIONS.map((option, index) => [option, ports[index]])),
    },
    componentsPatches: [
      NO_WEBHOOKS,
      ...Object.entries(goSettings(name)).map(([program, settings]) => ({
        name: program,
        extraEnvs: Object.entries(settings).map(([variable, value]) => ({ name: variable, value })),
      })),
    ],
  });
}
