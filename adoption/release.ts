import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { didYouMean } from '../gitops/nearest';
import { type Problem, ProblemError } from '../gitops/problem';
import type { Kubectl } from './kubectl';

const MAX_BYTES = 64 << 20;

const file = z.object({ name: z.string(), data: z.string().nullish() });
const dependency = z.looseObject({ name: z.string() });

const releaseSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  version: z.number(),
  info: z.object({ status: z.string() }),
  manifest: z.string().default(''),
  hooks: z.array(z.object({ manifest: z.string(), events: z.array(z.string()).default([]) })).nullish(),
  config: z.record(z.string(), z.unknown()).nullish(),
  chart: z.object({
    metadata: z.looseObject({
      apiVersion: z.string().default('v1'),
      name: z.string(),
      version: z.string(),
      dependencies: z.array(dependency).nullish(),
    }),
    templates: z.array(file).nullish(),
    files: z.array(file).nullish(),
    values: z.record(z.string(), z.unknown()).nullish(),
    schema: z.string().nullish(),
  }),
});

/** A release as Helm recorded it: the chart, the values that were given, and what came out. */
export type Release = z.infer<typeof releaseSchema>;

/**
 * Reads the record that Helm keeps of a release in its namespace: a Secret, or a ConfigMap where Helm was told so.
 *
 * @throws ProblemError where there is no such release, or its last revision is not deployed.
 */
export async function readRelease(kubectl: Kubectl, name: string, namespace: string): Promise<Release> {
  const records = await recordsOf(kubectl, namespace, name);
  const last = records.sort((left, right) => right.revision - left.revision)[0];
  if (!last) throw await noRelease(kubectl, name, namespace);
  const release = decode(last.data, name);
  if (release.info.status !== 'deployed') throw new ProblemError([unsettled(release)]);
  return release;
}

interface StoredRecord {
  readonly release: string;
  readonly revision: number;
  readonly data: string;
}

const listSchema = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }),
      data: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

async function recordsOf(kubectl: Kubectl, namespace: string, name?: string): Promise<StoredRecord[]> {
  const selector = name === undefined ? 'owner=helm' : `owner=helm,name=${name}`;
  const kinds = ['get', 'secrets,configmaps', '--namespace', namespace];
  const output = await kubectl.run([...kinds, '--selector', selector, '--output', 'json']);
  return listSchema.parse(JSON.parse(output)).items.map(({ kind, metadata: { labels }, data }) => {
    const stored = data['release'] ?? '';
    return {
      release: labels['name'] ?? '',
      revision: Number(labels['version'] ?? 0),
      data: kind === 'Secret' ? Buffer.from(stored, 'base64').toString('utf8') : stored,
    };
  });
}

/** Helm stores JSON, compressed, in base64. */
function decode(stored: string, name: string): Release {
  try {
    const packed = Buffer.from(stored, 'base64');
    const text = packed[0] === 0x1f ? gunzipSync(packed, { maxOutputLength: MAX_BYTES }) : packed;
    return releaseSchema.parse(JSON.parse(text.toString('utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw new ProblemError([
      {
        rule: 'release-unreadable',
        found: `the record of release ${name} cannot be read: ${reason}`,
        expected: 'a release that Helm 3 or newer installed',
        fix: 'run `helm get all` on it; upgrade it with a current Helm if that fails too',
      },
    ]);
  }
}

async function noRelease(kubectl: Kubectl, name: string, namespace: string): Promise<ProblemError> {
  const names = [...new Set((await recordsOf(kubectl, namespace)).map(({ release }) => release))].sort();
  return new ProblemError([
    {
      rule: 'release-missing',
      found: `namespace ${namespace} has no release ${name}${didYouMean(name, names)}`,
      expected: names.length > 0 ? `one of ${names.join(', ')}` : 'a namespace that Helm installed into',
      fix: 'name the release and the namespace as `helm list --all-namespaces` shows them',
    },
  ]);
}

function unsettled({ name, version, info }: Release): Problem {
  return {
    rule: 'release-unsettled',
    found: `revision ${version} of release ${name} is ${info.status}`,
    expected: 'a last revision that is deployed, so that what runs is what was recorded',
    fix: 'finish or roll back with Helm first, then run the command again',
  };
}
