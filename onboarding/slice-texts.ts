import type { Change } from './change';

/** What a slice's helmfile is written from. */
export interface HelmfileParts {
  /** What its first line says. */
  readonly comment: string;
  readonly environments: readonly string[];
  readonly release: string;
  /** The namespace of the release; the Application's destination unless given. */
  readonly namespace?: string;
  /** As the helmfile names it: `./chart`, or a chart beside the slices of its layer. */
  readonly chart: string;
}

/** One file of a slice. */
export function sliceText(folder: string, path: string, content: string, why: string): Change {
  return { path: `${folder}/${path}`, after: Buffer.from(content), why };
}

/** The files of a slice's own chart, by their paths in it. */
export function sliceChart(folder: string, files: ReadonlyMap<string, Buffer>, why: string): Change[] {
  return [...files].map(([path, after]) => ({ path: `${folder}/chart/${path}`, after, why }));
}

/** The helmfile of one release, in the form that the plugin takes. */
export function helmfileText({ comment, environments, release, namespace, chart }: HelmfileParts): string {
  return [
    `# ${comment}`,
    'environments:',
    ...environments.map((name) => `  ${name}: {}`),
    '---',
    'helmDefaults:',
    '  createNamespace: false',
    '  skipDeps: true',
    '',
    'releases:',
    `  - name: ${release}`,
    ...(namespace === undefined ? [] : [`    namespace: ${namespace}`]),
    `    chart: ${chart}`,
    '    missingFileHandler: Error',
    '    values:',
    '      - values/common.yaml',
    '      - values/{{ .Environment.Name }}.yaml',
    '',
  ].join('\n');
}

/** The file that has an environment's ApplicationSet make the Application of a service. */
export function environmentText(environment: string, namespace: string): string {
  return `# That this file is here is what deploys the service to ${environment}.\nnamespace: ${namespace}\n`;
}
