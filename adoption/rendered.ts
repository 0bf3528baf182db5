import { readAllowlist } from '../gitops/allowlist';
import type { Manifest } from '../gitops/manifest';
import { type Problem, ProblemError } from '../gitops/problem';
import type { Change } from '../onboarding/change';
import { changedTree } from '../onboarding/changed-tree';
import { evaluateEnvironment } from '../validate/environment';
import type { Finding } from '../validate/finding';
import type { Session } from '../validate/session';
import { workingTree } from '../validate/tree/checkout';

/** What Argo CD would make of the tree with the changes in it. */
export interface Rendered {
  readonly objects: readonly Manifest[];
  /** The namespace that objects without one go to. */
  readonly namespace: string;
  /** What the check says about the Application. */
  readonly findings: readonly Finding[];
}

/**
 * Renders one Application of a tree with changes, without touching a file of the checkout.
 *
 * @throws ProblemError where the Application does not come about or does not render.
 */
export async function renderWith(
  root: string,
  changes: readonly Change[],
  { application, environment }: { application: string; environment: string },
  session: Session,
): Promise<Rendered> {
  const copy = await changedTree(root, changes, session.scratch);
  const tree = await workingTree(copy);
  const evaluated = await evaluateEnvironment(tree, environment, readAllowlist(copy), session.evaluation);
  const findings = evaluated.findings.filter((finding) => finding.application === application);
  const node = evaluated.model?.applications.find((one) => one.application.metadata.name === application);
  if (!node) throw new ProblemError([notGenerated(application, environment), ...evaluated.findings]);
  if (node.failures.length > 0) throw new ProblemError(findings.filter(isAboutRendering));
  return { objects: node.objects, namespace: node.application.spec.destination.namespace ?? '', findings };
}

function isAboutRendering({ rule }: Problem): boolean {
  return rule === 'render-failed' || rule === 'empty-output';
}

function notGenerated(application: string, environment: string): Problem {
  return {
    rule: 'application-missing',
    found: `the tree does not make Application ${application} in ${environment}`,
    expected: 'an ApplicationSet that finds the file in environments/',
    fix: 'mend what the tree has besides, then run the command again',
  };
}
