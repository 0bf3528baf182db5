import type { RuleFinding } from '../finding';
import type { Rule } from './rule';

/** What ApplicationSets report, and those that generate nothing. */
export const generation: Rule = ({ model }) =>
  model.applicationSets.flatMap(({ manifest, generated, errors }): RuleFinding[] => {
    const { name } = manifest.metadata;
    const where = model.locator.locate(manifest, ['spec', 'generators']);
    const about = { object: `ApplicationSet ${name}`, ...(where && { where }) };
    const reported = errors.map((message) => ({
      rule: /no recorded answer|has no checkout/.test(message) ? 'not-offline' : 'applicationset-failed',
      ...about,
      found: `ApplicationSet ${name}: ${message}`,
      expected: 'generators that Argo CD can evaluate',
      fix: 'mend what the message names; record answers of the network in offline/<environment>.yaml',
    }));
    if (generated.length > 0 || errors.length > 0) return reported;
    return [
      {
        rule: 'applicationset-empty',
        ...about,
        found: `ApplicationSet ${name} generates no Applications`,
        expected: 'at least one; a generator that finds nothing is most often mistaken',
        fix: 'correct the generator, or remove the ApplicationSet',
      },
    ];
  });
