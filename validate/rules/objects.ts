import type { RenderedObject } from '../facts';
import type { RuleFinding } from '../finding';
import { aboutObject } from './places';
import type { Rule } from './rule';

/** Types of Secrets that hold nothing to keep. */
const EMPTY_TYPES = new Set(['kubernetes.io/service-account-token']);

/** Secrets whose values stand in the tree, for everyone to read. */
export const plaintextSecrets: Rule = ({ model, facts }) =>
  facts.objects.filter(holdsValues).map((object) => {
    const about = aboutObject(model, object);
    return {
      rule: 'secret-plaintext',
      ...about,
      found: `${about.object} carries its values in the tree`,
      expected: 'an ExternalSecret, or a Secret that something outside of the tree fills',
      fix: 'remove the values and replace them: whoever read the repository has seen them',
    };
  });

function holdsValues({ manifest }: RenderedObject): boolean {
  if (manifest.kind !== 'Secret' || manifest.apiVersion !== 'v1') return false;
  if (EMPTY_TYPES.has(String(manifest['type']))) return false;
  return [manifest['data'], manifest['stringData']].some(
    (values) =>
      typeof values === 'object' && values !== null && Object.values(values).some((value) => Boolean(value)),
  );
}

/** How long names may be, by kind; what is not listed may have 253 characters. */
const NAME_LIMITS: Readonly<Record<string, number>> = { Namespace: 63, Service: 63, CronJob: 52, Job: 63 };

/** Names and label values that the API server refuses for their length or form. */
export const names: Rule = ({ model, facts }) =>
  facts.objects.flatMap((object): RuleFinding[] => {
    const { kind, metadata } = object.manifest;
    const limit = NAME_LIMITS[kind] ?? 253;
    const tooLong = metadata.name.length > limit;
    const labels = Object.entries(metadata.labels ?? {}).filter(([, value]) => !isLabelValue(value));
    return [
      ...(tooLong
        ? [
            {
              rule: 'name-too-long',
              ...aboutObject(model, object, ['metadata', 'name']),
              found: `${kind} ${metadata.name} has a name of ${metadata.name.length} characters`,
              expected: `at most ${limit} characters for a ${kind}`,
              fix: 'shorten the name, or the release that it is made from',
            },
          ]
        : []),
      ...labels.map(([key, value]) =>
        labelInvalid(aboutObject(model, object, ['metadata', 'labels', key]), key, value),
      ),
    ];
  });

function labelInvalid(about: ReturnType<typeof aboutObject>, key: string, value: unknown): RuleFinding {
  return {
    rule: 'label-invalid',
    ...about,
    found: `${about.object}: label ${key} is ${JSON.stringify(value)}`,
    expected: 'at most 63 letters, digits, dots, dashes and underscores',
    fix: 'shorten or correct the value',
  };
}

function isLabelValue(value: unknown): boolean {
  return typeof value === 'string' && /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value);
}
