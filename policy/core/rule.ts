import type { PolicyConfigJSONSchema } from '@pulumi/policy/schema';
import type { EnvironmentAllowlist } from '../../gitops/allowlist';
import { type Finding, restsOnUnknown, toFinding, type Violation } from './finding';
import { type Placed, withNested } from './nested';
import type { Subject } from './subject';
import type { Path } from './values';

/** A setting of a rule: its schema, and its value in an environment that doesn't configure it. */
export interface Option<T> {
  readonly schema: PolicyConfigJSONSchema;
  readonly valueIn: (environment: string) => T;
}

/** What a rule may know besides the resource. */
export interface Context<O> {
  readonly environment: string;
  /** What the environment may use; empty for an environment that the allowlist doesn't know. */
  readonly allowed: EnvironmentAllowlist;
  readonly options: O;
}

type Values<T extends Options> = { readonly [K in keyof T]: ReturnType<T[K]['valueIn']> };
type Options = Readonly<Record<string, Option<unknown>>>;

/** What a rule is made from; docs/policies.md shows all but `check`. */
export interface Definition<T extends Options> {
  /** Stable name in kebab-case, as the policy configuration and waivers use it. */
  readonly name: string;
  /** One sentence that says what must hold. */
  readonly title: string;
  /** Why the rule exists. */
  readonly why: string;
  /** What to do about a violation. */
  readonly remediation: string;
  /** Advisories and pages of Argo CD's manual. */
  readonly references: readonly string[];
  /** The Pulumi types that the rule looks at. */
  readonly types: readonly string[];
  readonly options: T;
  /** Whether the rule sees secret values as `SECRET` instead of their content. */
  readonly asksForSecrecy?: true;
  check(subject: Subject, context: Context<Values<T>>): Violation[];
}

/** A rule with its options resolved inside, so that rules with different options share a type. */
export interface Rule extends Omit<Definition<Options>, 'check'> {
  evaluate(subject: Subject, circumstances: Circumstances): Verdict;
}

/** Under which circumstances a rule is asked. */
export interface Circumstances {
  readonly environment: string;
  readonly allowed: EnvironmentAllowlist;
  /** The rule's configuration, as `--policy-pack-config` gives it. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** What a rule says about a subject and the objects inside it. */
export interface Verdict {
  readonly findings: readonly Finding[];
  /** Fields whose verdict has to wait for `up`. */
  readonly undecided: readonly Path[];
}

/** Makes a rule out of its definition. */
export function defineRule<const T extends Options>(definition: Definition<T>): Rule {
  const { name, types, options } = definition;
  const check = (subject: Subject, { environment, allowed, config }: Circumstances) =>
    definition.check(subject, { environment, allowed, options: resolve(options, environment, config) });
  return {
    ...definition,
    evaluate(subject, circumstances) {
      const verdicts = withNested(subject)
        .filter((placed) => types.includes(placed.subject.type))
        .map((placed) => verdictOn(name, placed, check(placed.subject, circumstances)));
      return {
        findings: verdicts.flatMap(({ findings }) => findings),
        undecided: verdicts.flatMap(({ undecided }) => undecided),
      };
    },
  };
}

/** What is decided of the violations in one object, with their places in the resource that holds it. */
function verdictOn(name: string, { subject, path }: Placed, violations: readonly Violation[]): Verdict {
  const undecided = violations.filter((violation) => restsOnUnknown(subject.props, violation));
  const decided = violations.filter((violation) => !undecided.includes(violation));
  return {
    findings: decided.map((violation) => toFinding(name, subject.props, violation, path)),
    undecided: undecided.map((violation) => [...path, ...violation.path]),
  };
}

function resolve<T extends Options>(
  options: T,
  environment: string,
  config: Readonly<Record<string, unknown>>,
): Values<T> {
  const entries = Object.entries(options).map(([key, { valueIn }]) => [
    key,
    config[key] ?? valueIn(environment),
  ]);
  return Object.fromEntries(entries) as Values<T>;
}

/** An option with one value for local, one for staging, and one for production and every other environment. */
export function perEnvironment<T>(
  schema: PolicyConfigJSONSchema,
  values: { readonly local: T; readonly staging: T; readonly production: T },
): Option<T> {
  const { local, staging, production } = values;
  return {
    schema,
    valueIn: (environment) =>
      environment === 'local' ? local : environment === 'staging' ? staging : production,
  };
}

/** An option with the same value in every environment. */
export function everywhere<T>(schema: PolicyConfigJSONSchema, value: T): Option<T> {
  return { schema, valueIn: () => value };
}
