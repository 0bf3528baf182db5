import * as k8s from '@pulumi/kubernetes';
import { ComponentResource, type ComponentResourceOptions, type Input, type Resource } from '@pulumi/pulumi';
import type { ChartSource } from '../config/chart-schema';
import type { Values } from '../config/values';
import { chartArgs } from './chart-args';

/** The name of the Helm release; the objects' names start with it. */
const RELEASE = 'argocd';

/** Seconds until a release that doesn't become ready counts as failed. */
const TIMEOUT = 300;

export interface ArgoCdArgs {
  /** The namespace, which {@link ArgoCdNamespace} made. */
  readonly namespace: Input<string>;
  readonly chart: ChartSource;
  /** Values in the official chart's keys. */
  readonly values: Values;
  /** Whether Pulumi refuses to delete it. */
  readonly protect: boolean;
  /** What the pods mount and so must exist before them, such as the plugin's ConfigMap. */
  readonly mounts: Resource[];
}

/** Argo CD itself: the Helm release, ready when its Deployments and hook Jobs are. */
export class ArgoCd extends ComponentResource {
  readonly release: k8s.helm.v3.Release;

  constructor(name: string, args: ArgoCdArgs, opts?: ComponentResourceOptions) {
    super('argo-bootstrap:components:ArgoCd', name, {}, opts);
    this.release = new k8s.helm.v3.Release(
      `${name}-release`,
      {
        name: RELEASE,
        namespace: args.namespace,
        ...chartArgs(args.chart),
        values: args.values,
        timeout: TIMEOUT,
        waitForJobs: true,
        // A failed release stays for inspection, and the next `up` mends it; an atomic one would take the evidence away.
        atomic: false,
        maxHistory: 5,
      },
      { parent: this, dependsOn: args.mounts, protect: args.protect },
    );
    this.registerOutputs({ release: this.release.name });
  }
}
