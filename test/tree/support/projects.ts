import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Manifest, root } from './tree';

interface Kind {
  readonly group: string;
  readonly kind: string;
}

interface AppProject extends Manifest {
  readonly spec: {
    readonly destinations: readonly { readonly namespace: string }[];
    readonly clusterResourceWhitelist: readonly Kind[];
    readonly namespaceResourceWhitelist: readonly Kind[];
  };
}

/** What the AppProject of a layer does not admit of an object; undefined where it admits all of it. */
export function refusedBy(layer: string, object: Manifest): string | undefined {
  const { spec } = project(layer);
  const { namespace } = object.metadata;
  const kinds = namespace ? spec.namespaceResourceWhitelist : spec.clusterResourceWhitelist;
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
  if (!kinds.some((kind) => kind.group === group && kind.kind === object.kind)) return `kind ${object.kind}`;
  if (!namespace || spec.destinations.some((destination) => destination.namespace === namespace))
    return undefined;
  return `namespace ${namespace}`;
}

function project(layer: string): AppProject {
  return parse(readFileSync(join(root, `helmfiles/projects/${layer}.yaml`), 'utf8')) as AppProject;
}
