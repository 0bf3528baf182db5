import { type Allowlist, readAllowlist } from '../../../gitops/allowlist';
import { checkSubject } from '../../../policy/check';
import type { Rule } from '../../../policy/core/rule';
import type { Subject } from '../../../policy/core/subject';

/** One row of a rule's table: a resource, and everything that the rule says about it. */
export interface Row {
  readonly title: string;
  readonly subject: Subject;
  /** `field = value` of every violation; empty where the resource is allowed. */
  readonly violations: readonly string[];
  /** Production unless given. */
  readonly environment?: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Every row of one rule. */
export interface Table {
  readonly rule: string;
  readonly rows: readonly Row[];
}

/** A row for a resource that the rule accepts. */
export function allows(title: string, subject: Subject, more: Partial<Row> = {}): Row {
  return { title, subject, violations: [], ...more };
}

/** A row for a resource that the rule refuses, with all of its violations. */
export function denies(
  title: string,
  subject: Subject,
  violations: readonly string[],
  more: Partial<Row> = {},
): Row {
  return { title, subject, violations, ...more };
}

const allowlist: Allowlist = readAllowlist('test/fixtures/policy');

/** What the rule says about the row's resource. */
export function judgeRow(rule: Rule, { subject, environment = 'production', config = {} }: Row): string[] {
  const context = { environment, allowlist, config: { [rule.name]: config } };
  const { findings } = checkSubject(rule, subject, context);
  return findings.map(({ field, value }) => `${field} = ${value}`);
}
