import type { Problem } from '../../gitops/problem';
import type { RuleFinding } from '../finding';

/** A finding that only repeats what another one about the same Application says better. */
interface Echo {
  readonly rule: string;
  readonly text?: RegExp;
  readonly causes: readonly string[];
}

const REPOSITORY = ['repository-allowed', 'repository-local-only', 'repository-transport'];
const PROJECT = ['project-named', 'project-unknown', 'applicationset-project'];

const ECHOES: readonly Echo[] = [
  { rule: 'application-refused', text: /application repo .* is not permitted/s, causes: REPOSITORY },
  { rule: 'not-offline', causes: [...REPOSITORY, 'chart-source-allowed'] },
  { rule: 'application-refused', text: /in project 'default'/, causes: ['project-named'] },
  { rule: 'repository-allowed', causes: PROJECT },
  { rule: 'project-unknown', causes: ['project-named', 'applicationset-project'] },
  { rule: 'object-not-permitted', causes: ['application-refused'] },
  { rule: 'render-failed', text: /app path (outside root|is absolute)/, causes: ['path-outside-repository'] },
  { rule: 'object-owned-twice', causes: ['application-cycle'] },
];

/** Leaves out the findings whose cause is reported as well. */
export function withoutEchoes<T extends Problem | RuleFinding>(findings: readonly T[]): T[] {
  const reported = new Set(findings.map((finding) => `${finding.rule} ${subjectOf(finding)}`));
  const ofSets = new Set(findings.filter(isOfSet).map(placeKey));
  return findings.filter((finding) => {
    if (!isOfSet(finding) && ofSets.has(placeKey(finding))) return false;
    const isEcho = ECHOES.some(
      ({ rule, text, causes }) =>
        rule === finding.rule &&
        (text?.test(finding.found) ?? true) &&
        causes.some((cause) => reported.has(`${cause} ${subjectOf(finding)}`)),
    );
    return !isEcho;
  });
}

/** What is wrong with an ApplicationSet's template is not said again of each Application that it generates. */
function isOfSet(finding: Problem | RuleFinding): boolean {
  return 'object' in finding && finding.object?.startsWith('ApplicationSet ') === true;
}

function placeKey({ rule, where }: Problem): string {
  return `${rule} ${where?.file} ${where?.line}`;
}

function subjectOf(finding: Problem | RuleFinding): string {
  if ('application' in finding && finding.application !== undefined) return finding.application;
  return ('object' in finding ? finding.object : undefined) ?? '';
}
