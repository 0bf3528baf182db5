import type { Manifest } from '../../gitops/manifest';
import type { Location } from '../../gitops/problem';
import type { ValuePath } from '../../gitops/yaml-position';
import { checkObject } from '../../policy/check';
import type { RuleFinding } from '../finding';
import { aboutObject, placeOf } from './places';
import type { Rule, RuleContext } from './rule';

/** The policy pack's rules, on everything that the environment has: Applications, generated ones too, and objects. */
export const policies: Rule = (context) => [
  ...projects(context),
  ...applicationSets(context),
  ...applications(context),
  ...objects(context),
];

function judge(
  { model, allowlist }: RuleContext,
  manifest: Manifest,
  place: (path: ValuePath, value: unknown) => Location | undefined,
  about: Partial<RuleFinding>,
): RuleFinding[] {
  return checkObject(manifest, { environment: model.name, allowlist }).map(
    ({ rule, found, expected, fix, path }) => {
      const where = place(path, at(manifest, path));
      return { rule, found, expected, fix, ...about, ...(where && { where }) };
    },
  );
}

function at(value: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>(
    (current, key) =>
      typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined,
    value,
  );
}

function projects(context: RuleContext): RuleFinding[] {
  const { projects: known, locator } = context.model;
  return [...known.values()].flatMap((project) =>
    judge(context, project, (path, value) => locator.locate(project, path, value), {}),
  );
}

function applicationSets(context: RuleContext): RuleFinding[] {
  const { locator } = context.model;
  return context.model.applicationSets.flatMap(({ manifest }) =>
    judge(context, manifest, (path, value) => locator.locate(manifest, path, value), {
      object: `ApplicationSet ${manifest.metadata.name}`,
    }),
  );
}

function applications(context: RuleContext): RuleFinding[] {
  return context.model.applications.flatMap((node) =>
    judge(context, node.application, (path, value) => placeOf(context.model, node, path, value), {
      application: node.application.metadata.name,
    }),
  );
}

function objects(context: RuleContext): RuleFinding[] {
  return context.facts.objects
    .filter(({ manifest }) => !manifest.apiVersion.startsWith('argoproj.io/'))
    .flatMap((object) => {
      const { where, ...about } = aboutObject(context.model, object);
      return judge(context, object.manifest, () => where, about);
    });
}
