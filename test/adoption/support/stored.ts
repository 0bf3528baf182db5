import { gzipSync } from 'node:zlib';
import type { Kubectl } from '../../../adoption/kubectl';

/** A release as Helm writes it, `parts` over it. */
export function storedRelease(parts: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'shop',
    namespace: 'web',
    version: 3,
    info: { status: 'deployed' },
    manifest: '',
    config: { replicas: 2 },
    chart: {
      metadata: { apiVersion: 'v2', name: 'shop', version: '1.2.3' },
      templates: [{ name: 'templates/a.yaml', data: base64('kind: ConfigMap') }],
      files: [{ name: 'README.md', data: base64('# shop') }],
      values: { replicas: 1 },
      schema: base64('{}'),
    },
    ...parts,
  };
}

/** The Secrets of a cluster that has these releases, as kubectl prints them. */
export function clusterWith(...releases: readonly Record<string, unknown>[]): Kubectl {
  const items = releases.map((release) => ({
    kind: 'Secret',
    metadata: { labels: { owner: 'helm', name: release['name'], version: String(release['version']) } },
    data: { release: base64(gzipSync(JSON.stringify(release)).toString('base64')) },
  }));
  return {
    run: async (args) => {
      const [, name] = /name=([^,]+)/.exec(args[args.indexOf('--selector') + 1] ?? '') ?? [];
      const found = items.filter(({ metadata }) => name === undefined || metadata.labels.name === name);
      return JSON.stringify({ items: found });
    },
  };
}

/** Text in base64. */
export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
