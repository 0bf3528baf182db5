import * as k8s from '@pulumi/kubernetes';
import { ComponentResource, type ComponentResourceOptions, type Resource } from '@pulumi/pulumi';
import type { RootApplicationManifest } from '../config/root-application';

/**
 * How long its deletion may take. Its finalizer has Argo CD delete everything below it first; where no controller is
 * left to do so, destroy ends here with an error instead of waiting for ever.
 */
const DELETE_TIMEOUT = '3m';

export interface RootApplicationArgs {
  /** The manifest as `parent/apps-root-<env>.yaml` has it. */
  readonly manifest: RootApplicationManifest;
  /** What must stand before Argo CD may start on it, and still stand while it is deleted. */
  readonly prerequisites: Resource[];
  /** Whether Pulumi refuses to delete it. */
  readonly protect: boolean;
}

/** The Application from which Argo CD syncs everything else. */
export class RootApplication extends ComponentResource {
  readonly application: k8s.apiextensions.CustomResource;

  constructor(name: string, args: RootApplicationArgs, opts?: ComponentResourceOptions) {
    super('argo-bootstrap:components:RootApplication', name, {}, opts);
    this.application = new k8s.apiextensions.CustomResource(`${name}-application`, args.manifest, {
      parent: this,
      dependsOn: args.prerequisites,
      protect: args.protect,
      customTimeouts: { delete: DELETE_TIMEOUT },
    });
    this.registerOutputs({ application: this.application.metadata.name });
  }
}
