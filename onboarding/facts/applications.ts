import { posix } from 'node:path';
import { readYamlDocuments } from '../../gitops/yaml-documents';
import { LAYERS, LAYOUT } from '../../validate/layout';
import type { Tree } from '../../validate/tree/tree';
import { applicationName, type Layer } from '../layout';

/** A slice of the tree, and the Application that deploys it. */
export interface SliceFacts {
  readonly layer: Layer;
  readonly service: string;
  readonly application: string;
  /** The file that makes the Application. */
  readonly file: string;
  /** Namespaces that it deploys to. */
  readonly namespaces: readonly string[];
}

/** Every slice: a folder of a layer that holds a helmfile or makes an Application. */
export function readSlices(tree: Tree): SliceFacts[] {
  return LAYERS.flatMap((layer) => {
    const folder = `${LAYOUT.gitops}/${layer}`;
    const names = tree
      .below(folder)
      .flatMap((path) => path.slice(folder.length + 1).match(/^([^/]+)\//)?.[1] ?? []);
    return [...new Set(names)].flatMap((service) => readSlice(tree, layer, service));
  });
}

function readSlice(tree: Tree, layer: Layer, service: string): SliceFacts[] {
  const folder = `${LAYOUT.gitops}/${layer}/${service}`;
  const application = `${folder}/application.yaml`;
  const environments = tree.below(`${folder}/environments`).filter((path) => path.endsWith('.yaml'));
  const makers = layer === 'apps' ? environments : [application].filter((path) => tree.files.has(path));
  const [file] = makers;
  if (file === undefined) return [];
  const states = tree
    .below(folder)
    .filter((path) => /^helmfile\.yaml(\.gotmpl)?$/.test(posix.basename(path)));
  const namespaces = [
    ...makers.map((path) => destinationOf(tree, path)),
    ...states.flatMap((path) =>
      [...tree.text(path).matchAll(/^ +namespace: *["']?([a-z0-9-]+)/gm)].map((m) => m[1]),
    ),
  ].filter((name) => name !== undefined);
  const name = nameOf(tree, file) ?? applicationName(layer, service);
  return [{ layer, service, application: name, file, namespaces: [...new Set(namespaces)] }];
}

function documentOf(tree: Tree, path: string): Record<string, unknown> {
  const value = readYamlDocuments(tree.text(path), path).documents[0]?.value;
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The namespace of an `application.yaml`, or of a service's `environments/<env>.yaml`. */
function destinationOf(tree: Tree, path: string): string | undefined {
  const { spec, namespace } = documentOf(tree, path);
  const found =
    (spec as { destination?: { namespace?: unknown } } | undefined)?.destination?.namespace ?? namespace;
  return typeof found === 'string' ? found : undefined;
}

function nameOf(tree: Tree, path: string): string | undefined {
  const { kind, metadata } = documentOf(tree, path);
  const { name } = (metadata ?? {}) as { name?: unknown };
  return kind === 'Application' && typeof name === 'string' ? name : undefined;
}
