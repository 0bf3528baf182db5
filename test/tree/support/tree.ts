import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { parse, parseAllDocuments, stringify } from 'yaml';

const run = promisify(execFile);

export const root = join(__dirname, '../../..');
export const tree = 'infra/kubernetes/gitops/argocd';
export const environments = ['local', 'staging', 'production'] as const;
export type Environment = (typeof environments)[number];

/** What every manifest has. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
    readonly finalizers?: readonly string[];
  };
}

export interface Source {
  readonly repoURL: string;
  readonly targetRevision: string;
  readonly path: string;
  readonly plugin?: { readonly name: string; readonly env: readonly { name: string; value: string }[] };
  readonly kustomize?: { readonly patches: readonly { target: object; patch: string }[] };
}

export interface ApplicationSpec {
  readonly project: string;
  readonly source: Source;
  readonly destination: { readonly server: string; readonly namespace: string };
  readonly revisionHistoryLimit: number;
  readonly syncPolicy: {
    readonly automated: { readonly enabled: boolean; readonly prune: boolean; readonly selfHeal: boolean };
    readonly retry: { readonly limit: number; readonly backoff: Record<string, unknown> };
    readonly syncOptions: readonly string[];
  };
}

export interface Application extends Manifest {
  readonly spec: ApplicationSpec;
}

export interface ApplicationSet extends Manifest {
  readonly spec: {
    readonly goTemplate: boolean;
    readonly goTemplateOptions: readonly string[];
    readonly generators: readonly {
      readonly git: { repoURL: string; revision: string; files: readonly { path: string }[] };
    }[];
    readonly syncPolicy: { readonly applicationsSync: string; readonly preserveResourcesOnDeletion: boolean };
    readonly template: { readonly metadata: Manifest['metadata']; readonly spec: ApplicationSpec };
  };
}

/** Every document of a rendered stream. */
export function documents<T extends Manifest = Manifest>(text: string): T[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors[0]) throw document.errors[0];
    const value: T | null = document.toJS();
    return value ? [value] : [];
  });
}

/** The root Application of an environment. */
export function rootApplication(environment: Environment): Application {
  return parse(readFileSync(join(root, tree, `parent/apps-root-${environment}.yaml`), 'utf8')) as Application;
}

/**
 * Builds an overlay as Argo CD does for the root Application: with the patches of its source laid over the
 * overlay's own.
 */
export async function buildOverlay(environment: Environment, path: string): Promise<Manifest[]> {
  const copy = mkdtempSync(join(tmpdir(), 'argo-bootstrap-tree-'));
  try {
    cpSync(join(root, tree), copy, { recursive: true });
    const patches = rootApplication(environment).spec.source.kustomize?.patches ?? [];
    const directory = join(copy, 'overlays/patched');
    mkdirSync(directory);
    writeFileSync(
      join(directory, 'kustomization.yaml'),
      stringify({ resources: [`../${environment}`], patches }),
    );
    const { stdout } = await run('kustomize', ['build', directory], { env: { PATH: path } });
    return documents(stdout);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** Every slice: a folder of a layer that holds a helmfile, as a path in the repository. */
export function slices(): { readonly layer: string; readonly name: string; readonly path: string }[] {
  return ['foundation', 'platform', 'apps'].flatMap((layer) =>
    readdirSync(join(root, tree, layer))
      .filter((name) => existsSync(join(root, tree, layer, name, 'helmfile.yaml.gotmpl')))
      .map((name) => ({ layer, name: basename(name), path: `${tree}/${layer}/${name}` })),
  );
}
