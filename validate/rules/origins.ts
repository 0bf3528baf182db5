import { environmentAllowlist } from '../../gitops/allowlist';
import { sourcesOf } from '../../gitops/manifest';
import { type OnboardingRequest, RECORD_FILE, requestSchema } from '../../gitops/onboarding-record';
import { ProblemError } from '../../gitops/problem';
import { sameRepository } from '../../gitops/repository-url';
import { readStrictYaml } from '../../gitops/strict-yaml';
import type { RuleFinding } from '../finding';
import type { Rule, RuleContext } from './rule';

/** Charts that were copied into the tree from a repository or registry that the environment does not list. */
export const origins: Rule = (context) =>
  context.model.applications.flatMap(({ application }) =>
    sourcesOf(application).flatMap(({ path }) => {
      const file = `${path}/${RECORD_FILE}`;
      if (path === undefined || !context.model.tree.files.has(file)) return [];
      return originFindings(context, file, application.metadata.name);
    }),
  );

function originFindings({ model, allowlist }: RuleContext, file: string, application: string): RuleFinding[] {
  try {
    const fix = 'put back what `argo-bootstrap onboard` wrote there';
    const record = readStrictYaml(model.tree.dir, file, requestSchema, { rule: 'onboarding-record', fix });
    const { chart } = record.value;
    if (isListed(chart, environmentAllowlist(allowlist, model.name))) return [];
    return [
      {
        rule: 'chart-origin-allowed',
        application,
        where: record.locate(['chart', 'repository']),
        found: `chart ${chart.name} was copied from ${chart.repository}`,
        expected: `a chart and a source that policy/allowlist.yaml lists for ${model.name}`,
        fix: `have its owner apply policy/requests/${record.value.service}.patch, or list the chart by hand; an entry without projects is enough`,
      },
    ];
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map((problem) => ({ ...problem, application }));
    throw error;
  }
}

function isListed(
  { repository, name }: OnboardingRequest['chart'],
  { chartRepositories, ociRegistries }: ReturnType<typeof environmentAllowlist>,
): boolean {
  if (repository === undefined || name === undefined) return true;
  return [...chartRepositories, ...ociRegistries].some(
    ({ url, charts }) => sameRepository(url, repository) && charts.includes(name),
  );
}
