import type { Application } from '../../gitops/manifest';
import type { EnvironmentModel } from '../expand/model';
import type { RuleFinding } from '../finding';
import { generatorOf } from './managed';

/** Applications that run, and that their ApplicationSet would no longer generate. */
export function abandonedApplications(
  { applicationSets, locator }: EnvironmentModel,
  running: Iterable<Application>,
): RuleFinding[] {
  const generated = new Map(
    applicationSets
      // What one that failed would generate is not known.
      .filter(({ errors }) => errors.length === 0)
      .map(({ manifest, generated: made }) => [
        manifest.metadata.name,
        { manifest, names: new Set(made.map(({ metadata }) => metadata.name)) },
      ]),
  );
  return [...running].flatMap((application): RuleFinding[] => {
    const { name } = application.metadata;
    const set = generated.get(generatorOf(application) ?? '');
    if (set === undefined || set.names.has(name)) return [];
    const where = locator.locate(set.manifest, ['spec', 'generators']);
    return [
      {
        rule: 'removes-application',
        severity: 'warning',
        application: name,
        ...(where && { where }),
        found: `${name} runs, and ApplicationSet ${set.manifest.metadata.name} no longer generates it`,
        expected: 'a service that is to go, or to be left alone',
        fix: 'see docs/validate.md, "Removing a service", for what remains and how it is removed',
      },
    ];
  });
}
