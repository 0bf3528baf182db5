import {
  type PolicyConfigSchema,
  type ReportViolation,
  type ResourceValidation,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  validateResourceOfType,
} from '@pulumi/policy';
import { CustomResource } from '@pulumi/pulumi';
import type { Allowlist } from '../../gitops/allowlist';
import { checkSubject } from '../check';
import type { Finding } from '../core/finding';
import { mayHoldObjects } from '../core/nested';
import type { Rule, Verdict } from '../core/rule';
import { type Subject, TYPE, typesOf } from '../core/subject';
import { isRecord, type Path } from '../core/values';
import { oncePerResource } from './once';
import { plainCopy, sealedCopy } from './plain';
import { mergedValues } from './values-files';

/** What the pack knows besides the resources. */
export interface Surroundings {
  readonly allowlist: Allowlist;
  /** Values for options of rules that the stack's own configuration gives, by rule. */
  readonly stackConfig: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Makes a mandatory policy out of a rule. */
export function toPolicy(rule: Rule, surroundings: Surroundings): ResourceValidationPolicy {
  return {
    name: rule.name,
    description: rule.title,
    enforcementLevel: 'mandatory',
    remediationSteps: rule.remediation,
    configSchema: configSchema(rule),
    ...(rule.asksForSecrecy ? sealedValidation(rule, surroundings) : plainValidation(rule, surroundings)),
  };
}

/** Every rule takes its environment from its configuration, or else from the stack's name. */
function configSchema({ options }: Rule): PolicyConfigSchema {
  const own = Object.entries(options).map(([name, { schema }]) => [name, schema]);
  const environment = {
    type: 'string',
    description: "The environment; the stack's name unless given.",
  } as const;
  return { properties: { environment, ...Object.fromEntries(own) } };
}

type Validation = Pick<
  ResourceValidationPolicy,
  'enforcementLevel' | 'remediateResource' | 'validateResource'
>;

function plainValidation(rule: Rule, surroundings: Surroundings): Validation {
  const examine = (subject: Subject, args: ResourceValidationArgs, report: ReportViolation) => {
    const verdict = judge(rule, subject, args, surroundings);
    reportFindings(verdict.findings, report);
    for (const path of verdict.undecided) readThrough(args.props, path);
  };
  const validate: ResourceValidation = (args, report) => {
    if (!applies(rule, args)) return;
    const subject = plainSubject(args);
    // Nearly every subject is there at once, and waiting for it costs as much as judging it.
    return subject instanceof Promise
      ? subject.then((read) => examine(read, args, report))
      : examine(subject, args, report);
  };
  return { validateResource: ofOneType(rule, validate) };
}

/**
 * A rule that asks what is secret is told so in the remediation, which comes before the validation of the same
 * resource: the validation alone gets secrets unwrapped. It changes nothing. Without it, nothing passes.
 */
function sealedValidation(rule: Rule, surroundings: Surroundings): Validation {
  const verdicts = new Map<string, Verdict>();
  return {
    enforcementLevel: 'remediate',
    remediateResource: async (args) => {
      if (!applies(rule, args)) return;
      const subject = await subjectOf(args.type, sealedCopy(args.props));
      verdicts.set(args.urn, judge(rule, subject, args, surroundings));
    },
    validateResource: (args, report) => {
      if (!applies(rule, args)) return;
      const verdict = verdicts.get(args.urn);
      verdicts.delete(args.urn);
      if (verdict) reportFindings(verdict.findings, report);
      else
        report(
          `${rule.name} cannot tell secrets from plain text.\n  fix: leave its enforcementLevel at \`remediate\``,
        );
    },
  };
}

/** Whether the rule looks at resources of one of these types, or at objects that may be inside one. */
function applies({ types }: Rule, args: ResourceValidationArgs): boolean {
  const { own, holds } = looksLike(args);
  return holds || own.some((name) => types.includes(name));
}

/** Every type that the resource may be taken for, and whether other objects may be inside it. */
const looksLike = oncePerResource(({ type, props }: ResourceValidationArgs) => {
  const own = typesOf(type, { apiVersion: known(props, 'apiVersion'), kind: known(props, 'kind') });
  return { own, holds: own.some(mayHoldObjects) };
});

/** A property; undefined where Pulumi doesn't know it yet, which the policy SDK says by throwing. */
function known(props: Record<string, unknown>, key: string): unknown {
  try {
    return props[key];
  } catch {
    return undefined;
  }
}

/** The policy SDK spares a validation that is bound to a type all resources of other types. */
function ofOneType(rule: Rule, validate: ResourceValidation): ResourceValidation {
  const [type, ...others] = rule.types;
  // An object's type can be hidden, and it can stand inside another; the types of Pulumi's own can't.
  if (type === undefined || others.length > 0 || !PULUMI_TYPES.includes(type)) return validate;
  const OneType = class extends CustomResource {
    static readonly __pulumiType = type;
  };
  return validateResourceOfType(OneType, (_, args, report) => validate(args, report));
}

const PULUMI_TYPES: readonly string[] = [TYPE.stack, TYPE.provider, TYPE.release];

/** What the rules look at that don't ask what is secret. */
const plainSubject = oncePerResource(({ type, props }: ResourceValidationArgs) =>
  subjectOf(type, plainCopy(props)),
);

function subjectOf(type: string, copy: unknown): Subject | Promise<Subject> {
  const props = isRecord(copy) ? copy : {};
  return type === TYPE.release ? releaseOf(props) : { type, props };
}

async function releaseOf(props: Record<string, unknown>): Promise<Subject> {
  return { type: TYPE.release, props: { ...props, values: await mergedValues(props) } };
}

function judge(
  rule: Rule,
  subject: Subject,
  args: ResourceValidationArgs,
  surroundings: Surroundings,
): Verdict {
  const { allowlist, stackConfig } = surroundings;
  const given = args.getConfig<Record<string, unknown>>();
  const { environment } = given;
  return checkSubject(rule, subject, {
    environment: typeof environment === 'string' ? environment : stackOf(args.urn),
    allowlist,
    config: { [rule.name]: { ...stackConfig[rule.name], ...given } },
  });
}

/** `urn:pulumi:<stack>::<project>::<types>::<name>` */
function stackOf(urn: string): string {
  return /^urn:pulumi:([^:]*)::/.exec(urn)?.[1] ?? '';
}

function reportFindings(findings: readonly Finding[], report: ReportViolation): void {
  for (const { field, value, found, expected, fix } of findings) {
    report(
      [found, `  field: ${field}`, `  value: ${value}`, `  expected: ${expected}`, `  fix: ${fix}`].join(
        '\n',
      ),
    );
  }
}

/** Reads up to the unknown value, so that the policy SDK says itself what cannot be known before `up`. */
function readThrough(props: unknown, path: Path): void {
  path.reduce<unknown>(
    (value, key) => (isRecord(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined),
    props,
  );
}
