import { type Allowlist, environmentAllowlist } from '../gitops/allowlist';
import type { Finding } from './core/finding';
import type { Rule, Verdict } from './core/rule';
import { type Manifest, type Subject, subjectOfManifest } from './core/subject';
import { RULES } from './rules';

/** In whose name something is checked. */
export interface CheckContext {
  /** The environment; one that the allowlist doesn't know may use nothing and has production's settings. */
  readonly environment: string;
  readonly allowlist: Allowlist;
  /** Configuration by rule, as `--policy-pack-config` has it. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Checks a Kubernetes object of a file against every rule that knows its kind. Waived findings are left out, and so
 * is what Pulumi alone knows: which values are secret.
 *
 * @returns Findings without `where`: the caller knows the file, and finds the line by each finding's `path`.
 */
export function checkObject(object: Manifest, context: CheckContext): Finding[] {
  const subject = subjectOfManifest(object);
  if (!subject) return [];
  const rules = RULES.filter(({ asksForSecrecy }) => !asksForSecrecy);
  return rules.flatMap((rule) => [...checkSubject(rule, subject, context).findings]);
}

/** What one rule says about a resource, without what is waived. */
export function checkSubject(rule: Rule, subject: Subject, context: CheckContext): Verdict {
  const { environment, allowlist } = context;
  const config = context.config?.[rule.name] ?? {};
  const { findings, undecided } = rule.evaluate(subject, {
    environment,
    allowed: allowedIn(context),
    config,
  });
  const waived = allowlist.waivers.filter(
    (waiver) => waiver.rule === rule.name && waiver.environment === environment,
  );
  return {
    findings: findings.filter(({ value }) => !waived.some((waiver) => waiver.value === value)),
    undecided,
  };
}

const NOTHING = { gitRepositories: [], chartRepositories: [], ociRegistries: [], imageRegistries: [] };

function allowedIn({ allowlist, environment }: CheckContext) {
  return Object.hasOwn(allowlist.environments, environment)
    ? environmentAllowlist(allowlist, environment)
    : NOTHING;
}
