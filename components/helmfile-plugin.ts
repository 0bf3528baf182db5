import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as k8s from '@pulumi/kubernetes';
import { ComponentResource, type ComponentResourceOptions, type Input } from '@pulumi/pulumi';

/** The ConfigMap's name, which the sidecar's volume in `helmfiles/values/argocd/common.yaml` repeats. */
const CONFIG_MAP = 'argocd-helmfile-plugin';

const FILES = ['plugin.yaml', 'render.sh'] as const;

export interface HelmfilePluginArgs {
  /** The repository's root; the plugin's files lie below it in `helmfiles/plugin/`. */
  readonly root: string;
  readonly namespace: Input<string>;
}

/** The helmfile plugin's definition and script, as the repo-server's sidecar mounts them. */
export class HelmfilePlugin extends ComponentResource {
  readonly configMap: k8s.core.v1.ConfigMap;

  constructor(name: string, args: HelmfilePluginArgs, opts?: ComponentResourceOptions) {
    super('argo-bootstrap:components:HelmfilePlugin', name, {}, opts);
    this.configMap = new k8s.core.v1.ConfigMap(
      `${name}-definition`,
      {
        metadata: {
          name: CONFIG_MAP,
          namespace: args.namespace,
          labels: { 'app.kubernetes.io/part-of': 'argocd', 'app.kubernetes.io/component': 'helmfile-plugin' },
        },
        data: readPlugin(args.root),
      },
      { parent: this },
    );
    this.registerOutputs({ configMap: this.configMap.metadata.name });
  }
}

function readPlugin(root: string): Record<string, string> {
  return Object.fromEntries(
    FILES.map((file) => [file, readFileSync(join(root, 'helmfiles', 'plugin', file), 'utf8')]),
  );
}
