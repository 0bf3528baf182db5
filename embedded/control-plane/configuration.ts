import { stringify } from 'yaml';
import type { EnvironmentName } from '../environment';
import { goRuntime } from '../go-runtime';
import { freePorts } from '../process/ports';

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

/** Those of the control plane's programs that are written in Go and hold more than a little. */
const BOUNDED = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'] as const;

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
      ...BOUNDED.map((program) => ({
        name: program,
        extraEnvs: Object.entries(goRuntime(name, program)).map(([variable, value]) => ({
          name: variable,
          value,
        })),
      })),
    ],
  });
}
