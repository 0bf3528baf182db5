import type { Manifest } from '../../gitops/manifest';
import type { Location } from '../../gitops/problem';
import type { ValuePath } from '../../gitops/yaml-position';
import { checkObject } from '../../policy/check';
import { at } from '../../policy/core/values';
import type { RuleFinding } from '../finding';
import { aboutApplication, aboutObject } from './places';
import type { Rule, RuleContext } from './rule';

/** The policy pack's rules, on everything that the environment has: Applications, generated ones too, and objects. */
export const policies: Rule = (context) => [
  ...projects(context),
  ...applicationSets(context),
  ...applications(context),
  ...objects(context),
];

/** @param about Whom a finding concerns and where it is, by the field that it is about. */
function judge(
  { model, allowlist }: RuleContext,
  manifest: Manifest,
  about: (path: ValuePath, value: unknown) => Partial<RuleFinding>,
): RuleFinding[] {
  return checkObject(manifest, { environment: model.name, allowlist }).map(
    ({ rule, found, expected, fix, path }) => ({
      rule,
      found,
      expected,
      fix,
      ...about(path, at(manifest, path)),
    }),
  );
}

function projects(context: RuleContext): RuleFinding[] {
  const { projects: known, locator } = context.model;
  return [...known.values()].flatMap((project) =>
    judge(context, project, (path, value) => placed(locator.locate(project, path, value))),
  );
}

function applicationSets(context: RuleContext): RuleFinding[] {
  const { locator } = context.model;
  return context.model.applicationSets.flatMap(({ manifest }) =>
    judge(context, manifest, (path, value) => ({
      object: `ApplicationSet ${manifest.metadata.name}`,
      ...placed(locator.locate(manifest, path, value)),
    })),
  );
}

function applications(context: RuleContext): RuleFinding[] {
  return context.model.applications.flatMap((node) =>
    judge(context, node.application, (path, value) => aboutApplication(context.model, node, path, value)),
  );
}

function objects(context: RuleContext): RuleFinding[] {
  return context.facts.objects
    .filter(({ manifest }) => !manifest.apiVersion.startsWith('argoproj.io/'))
    .flatMap((object) => judge(context, object.manifest, (path) => aboutObject(context.model, object, path)));
}

function placed(where: Location | undefined): Partial<RuleFinding> {
  return where ? { where } : {};
}
