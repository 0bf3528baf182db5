import { groupOf } from '../../gitops/manifest';
import type { ValuePath } from '../../gitops/yaml-position';
import type { SchemaFinding } from '../engine/methods';
import type { RenderedObject } from '../facts';
import type { RuleFinding } from '../finding';
import { isIncomplete } from './incomplete';
import { aboutObject } from './places';
import type { Rule } from './rule';

const DESCRIPTIONS: Readonly<Record<SchemaFinding['kind'], { expected: string; fix: string }>> = {
  'invalid-definition': {
    expected: 'a CustomResourceDefinition with a structural schema',
    fix: 'take the definition from its project, unchanged',
  },
  'invalid-object': { expected: 'a Kubernetes object', fix: 'mend the template that renders it' },
  'invalid-value': { expected: 'a value that the schema accepts', fix: 'mend the template or the values' },
  'removed-api': {
    expected: 'an API that this Kubernetes version serves',
    fix: 'move to the version that replaces it',
  },
  'unknown-field': {
    expected: 'a field of the schema; others are dropped in silence',
    fix: 'correct the name of the field, or leave it out',
  },
  'unknown-kind': {
    expected: 'a kind of the API server, or a CustomResourceDefinition in the tree',
    fix: 'add the definition to a foundation slice, or correct apiVersion and kind',
  },
  'unreadable-schema': {
    expected: 'schemas that can be read',
    fix: 'remove the cache and run the check again',
  },
  'unserved-version': {
    expected: 'a version that the CustomResourceDefinition serves',
    fix: 'correct apiVersion, or bring the definition that serves it',
  },
};

/** Objects that the API server would refuse, or silently cut. */
export const schemas: Rule = ({ model, facts }) => [
  ...facts.objects.flatMap((object) =>
    object.schemaFindings
      .filter(({ kind }) => kind !== 'unknown-kind' || !isIncomplete(model))
      .map((finding) =>
        describe(unquoted(finding, object), aboutObject(model, object, pathOf(finding.field))),
      ),
  ),
  ...facts.badDefinitions.map(({ object, message }) =>
    describe({ index: 0, kind: 'invalid-definition', field: '', message }, aboutObject(model, object)),
  ),
];

/** `spec.ports[0].port` as keys and indices; what isn't such a path leads to its nearest beginning. */
function pathOf(field: string): ValuePath {
  return [...field.matchAll(/\[(\d+)\]|\[([^\]]+)\]|([^.[\]]+)/g)].map(([, index, key, name]) =>
    index === undefined ? (key ?? name ?? '') : Number(index),
  );
}

/** The schema's words quote the value that they refuse, and that of a Secret stands in no report. */
function unquoted(finding: SchemaFinding, { manifest }: RenderedObject): SchemaFinding {
  const isQuoting = finding.kind === 'invalid-value' || finding.kind === 'invalid-object';
  if (!isQuoting || manifest.kind !== 'Secret' || groupOf(manifest) !== '') return finding;
  return { ...finding, message: 'not shown; `data` takes base64, and `stringData` text' };
}

function describe(
  { kind, field, message }: SchemaFinding,
  about: ReturnType<typeof aboutObject>,
): RuleFinding {
  const place = field === '' || message.includes(field) ? '' : `${field}: `;
  return { rule: kind, ...about, found: `${about.object}: ${place}${message}`, ...DESCRIPTIONS[kind] };
}
