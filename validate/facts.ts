import type { Manifest } from '../gitops/manifest';
import type { Engine } from './engine/client';
import type { SchemaFinding, Scope } from './engine/methods';
import type { ApplicationNode, EnvironmentModel } from './expand/model';
import { keyOf, type ResultCache } from './render/cache';

/** One rendered object with what its schema says of it. */
export interface RenderedObject {
  readonly node: ApplicationNode;
  readonly manifest: Manifest;
  readonly scope: Scope;
  /** The namespace it ends up in: its own, else its Application's; empty for objects of the cluster. */
  readonly namespace: string;
  readonly schemaFindings: readonly SchemaFinding[];
}

/** What the rules look at besides the model. */
export interface Facts {
  readonly objects: readonly RenderedObject[];
  /** Definitions of the tree that cannot be used, with their objects. */
  readonly badDefinitions: readonly { readonly object: RenderedObject; readonly message: string }[];
}

export interface FactsOptions {
  readonly engine: Engine;
  readonly cache: ResultCache;
  readonly openapi: { readonly version: string; readonly directory: string };
  readonly toolsKey: string;
}

interface Checked {
  readonly findings: readonly SchemaFinding[];
  readonly scopes: readonly Scope[];
}

/** Puts every rendered object to its schema. */
export async function gatherFacts(model: EnvironmentModel, options: FactsOptions): Promise<Facts> {
  const definitions = model.applications.flatMap((node) =>
    node.objects.filter(isDefinition).map((manifest) => ({ node, manifest })),
  );
  const schemas = lazySchemas(
    options,
    definitions.map(({ manifest }) => manifest),
  );
  const objects: RenderedObject[] = [];
  for (const node of model.applications) {
    const { findings, scopes } = await check(node.objects, schemas, options);
    objects.push(...node.objects.map((manifest, index) => describe(node, manifest, index, scopes, findings)));
  }
  const refused = (await schemas.findings()).flatMap(({ index, message }) => {
    const object = objects.find(({ manifest }) => manifest === definitions[index]?.manifest);
    return object ? [{ object, message }] : [];
  });
  return { objects, badDefinitions: refused };
}

/** Whether an object defines a custom resource. */
export function isDefinition({ kind, apiVersion }: Manifest): boolean {
  return kind === 'CustomResourceDefinition' && apiVersion.startsWith('apiextensions.k8s.io/');
}

function describe(
  node: ApplicationNode,
  manifest: Manifest,
  index: number,
  scopes: readonly Scope[],
  findings: readonly SchemaFinding[],
): RenderedObject {
  const scope = scopes[index] ?? 'unknown';
  const own = manifest.metadata.namespace ?? node.application.spec.destination.namespace ?? '';
  return {
    node,
    manifest,
    scope,
    namespace: scope === 'cluster' ? '' : own,
    schemaFindings: findings.filter((finding) => finding.index === index),
  };
}

interface Schemas {
  readonly key: string;
  set(): Promise<string>;
  findings(): Promise<readonly SchemaFinding[]>;
}

/** Loads the schemas when the first object needs them that is not in the cache. */
function lazySchemas(
  { engine, openapi, toolsKey, cache }: FactsOptions,
  definitions: readonly Manifest[],
): Schemas {
  const key = keyOf(['schemas', 1, openapi.version, toolsKey, definitions]);
  let loaded: Promise<{ set: string; findings: readonly SchemaFinding[] }> | undefined;
  const load = () => {
    loaded ??= engine.call('schema-load', { openapiDir: openapi.directory, definitions });
    return loaded;
  };
  return {
    key,
    set: async () => (await load()).set,
    findings: async () => {
      const kept = cache.read(key) as readonly SchemaFinding[] | undefined;
      if (kept) return kept;
      const { findings } = await load();
      cache.write(key, findings);
      return findings;
    },
  };
}

async function check(
  objects: readonly Manifest[],
  schemas: Schemas,
  options: FactsOptions,
): Promise<Checked> {
  if (objects.length === 0) return { findings: [], scopes: [] };
  const key = keyOf(['checked', 1, schemas.key, objects]);
  const kept = options.cache.read(key) as Checked | undefined;
  if (kept) return kept;
  const checked = await options.engine.call('schema-check', { set: await schemas.set(), objects });
  options.cache.write(key, checked);
  return checked;
}
