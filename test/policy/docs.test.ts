import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { allowlistSchema } from '../../gitops/allowlist-schema';
import { RULES } from '../../policy/rules';
import { renderReference } from './support/reference';

const PAGE = join(__dirname, '..', '..', 'docs', 'policies.md');
const MARKS =
  /(?<=<!-- rules: UPDATE_DOCS=1 npx mocha test\/policy\/docs.test.ts writes this part -->\n\n)[\s\S]*$/;

/** The code blocks of the page in one language. */
function blocks(page: string, language: string): string[] {
  return Array.from(
    page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g')),
    ([, code]) => code ?? '',
  );
}

describe('docs/policies.md', () => {
  const reference = renderReference(RULES);
  if (process.env['UPDATE_DOCS'])
    writeFileSync(
      PAGE,
      readFileSync(PAGE, 'utf8').replace(MARKS, () => reference),
    );
  const page = readFileSync(PAGE, 'utf8');

  it('describes every rule as the code has it', () => {
    assert.equal(MARKS.exec(page)?.[0], reference);
  });

  it('says of every rule why it exists and what to do, and points at where to read on', () => {
    for (const { name, title, why, remediation, references } of RULES) {
      for (const text of [title, why, remediation]) assert.match(text, /^[A-Z].*\.$/s, name);
      if (name !== 'environment-known') assert.ok(references.length > 0, name);
    }
  });

  it('shows a configuration that the rules understand', () => {
    const samples = blocks(page, 'json').map((code) => JSON.parse(code) as Record<string, unknown>);
    assert.ok(samples.length > 0);
    const level = z.enum(['advisory', 'mandatory', 'disabled', 'remediate']);
    for (const [name, config] of samples.flatMap((sample) => Object.entries(sample))) {
      const rule = RULES.find((candidate) => candidate.name === name);
      if (name === 'all' || typeof config === 'string') level.parse(config);
      else {
        assert.ok(rule, `no rule ${name}`);
        const known = ['enforcementLevel', 'environment', ...Object.keys(rule.options)];
        for (const key of Object.keys(config as object)) assert.ok(known.includes(key), `${name}: ${key}`);
      }
    }
  });

  it('shows an allowlist that the schema accepts', () => {
    const [allowlist] = blocks(page, 'yaml').map((code) => parse(code) as unknown);
    allowlistSchema.parse(allowlist);
  });
});
