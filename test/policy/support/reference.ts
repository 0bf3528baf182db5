import type { Rule } from '../../../policy/core/rule';

const ENVIRONMENTS = ['local', 'staging', 'production'];

/** The reference part of docs/policies.md: every rule in its order. */
export function renderReference(rules: readonly Rule[]): string {
  return rules.map(renderRule).join('\n');
}

function renderRule({ name, title, why, remediation, types, options, references }: Rule): string {
  const rows = Object.entries(options).map(([option, { schema, valueIn }]) => {
    const values = ENVIRONMENTS.map((environment) => `\`${JSON.stringify(valueIn(environment))}\``);
    const choices = schema.enum ? ` One of ${schema.enum.map((value) => `\`${value}\``).join(', ')}.` : '';
    return `| \`${option}\` | ${schema.description ?? ''}${choices} | ${values.join(' | ')} |`;
  });
  const table = [
    '| option | meaning | local | staging | production, others |',
    '| --- | --- | --- | --- | --- |',
  ];
  return [
    `### ${name}`,
    '',
    title,
    '',
    `- Why: ${why}`,
    `- Fix: ${remediation}`,
    `- Looks at: ${types.map((type) => `\`${type}\``).join(', ')}`,
    ...(references.length > 0
      ? [`- See: ${references.map((reference) => `<${reference}>`).join(', ')}`]
      : []),
    ...(rows.length > 0 ? ['', ...table, ...rows] : []),
    '',
  ].join('\n');
}
