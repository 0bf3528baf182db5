import * as k8s from '@pulumi/kubernetes';
import { ComponentResource, type ComponentResourceOptions, type Output } from '@pulumi/pulumi';
import { RESTRICTED } from './pod-security';

/** The namespace of Argo CD, the same in every environment. */
const NAMESPACE = 'argocd';

/** Pod Security: every pod of Argo CD, the plugin sidecar included, keeps to `restricted`. */
const LABELS = {
  'app.kubernetes.io/managed-by': 'pulumi',
  'app.kubernetes.io/part-of': 'argo-bootstrap',
  ...RESTRICTED,
};

export interface ArgoCdNamespaceArgs {
  /**
   * Whether the namespace stays when the stack is destroyed. The Applications live in it, and deleting them could
   * take their workloads with them.
   */
  readonly retain: boolean;
  /** Whether Pulumi refuses to delete it. */
  readonly protect: boolean;
}

/** The namespace that holds Argo CD, its settings, and every Application. */
export class ArgoCdNamespace extends ComponentResource {
  /** Its name, known once it exists. */
  readonly namespace: Output<string>;

  constructor(name: string, args: ArgoCdNamespaceArgs, opts?: ComponentResourceOptions) {
    super('argo-bootstrap:components:ArgoCdNamespace', name, {}, opts);
    const namespace = new k8s.core.v1.Namespace(
      `${name}-namespace`,
      { metadata: { name: NAMESPACE, labels: LABELS } },
      { parent: this, protect: args.protect, retainOnDelete: args.retain },
    );
    this.namespace = namespace.metadata.name;
    this.registerOutputs({ namespace: this.namespace });
  }
}
