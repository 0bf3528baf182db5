import { type ApplicationChange, layerOf, type ObjectChange } from '../diff/compare';
import type { Comparison, LiveEnvironment, MergedFinding, ValidationResult } from '../result';

/** What the forms of the report are made of: of a run's result, what any of them shows. */
export interface ReportData extends Omit<ValidationResult, 'environments'> {
  readonly environments: readonly ReportedEnvironment[];
}

/** An environment that was looked at; without Applications where it could not be read. */
export interface ReportedEnvironment {
  readonly name: string;
  readonly applications: readonly ReportedApplication[];
}

/** An Application that was looked at. */
export interface ReportedApplication {
  readonly name: string;
  readonly layer: string;
  /** How many objects it renders to. */
  readonly objects: number;
}

/** How the text of a tree, of a tool or of a cluster is told. */
export interface Telling {
  /** Of text of several lines. */
  readonly text: (text: string) => string;
  /** Of a name. */
  readonly line: (text: string) => string;
}

/**
 * Takes from a result what a report shows, its text told one way or another. The places of findings are left as they
 * are: a program opens the file of that name, and `formatLocation` shows it to people.
 */
export function reportData(result: ValidationResult, telling: Telling): ReportData {
  const { comparison, live, environments, findings, ...figures } = result;
  return {
    ...figures,
    findings: findings.map((finding) => findingOf(finding, telling)),
    environments: environments.map(({ name, model }) => ({
      name,
      applications: (model?.applications ?? []).map((node) => ({
        name: telling.line(node.application.metadata.name),
        layer: telling.line(layerOf(node)),
        objects: node.objects.length,
      })),
    })),
    ...(comparison && { comparison: comparisonOf(comparison, telling) }),
    ...(live && { live: live.map((environment) => liveOf(environment, telling)) }),
  };
}

function findingOf(
  { found, expected, fix, application, object, ...rest }: MergedFinding,
  { text, line }: Telling,
): MergedFinding {
  return {
    ...rest,
    found: text(found),
    expected: text(expected),
    fix: text(fix),
    ...(application !== undefined && { application: line(application) }),
    ...(object !== undefined && { object: line(object) }),
  };
}

function comparisonOf({ base, environments }: Comparison, telling: Telling): Comparison {
  return {
    base: { ...base, name: telling.line(base.name) },
    environments: environments.map((environment) => comparedOf(environment, telling)),
  };
}

function comparedOf<T extends Comparison['environments'][number]>(environment: T, telling: Telling): T {
  const { applications, incomparable } = environment;
  return {
    ...environment,
    applications: applications.map((application) => applicationOf(application, telling)),
    ...(incomparable !== undefined && { incomparable: telling.text(incomparable) }),
  };
}

function liveOf(environment: LiveEnvironment, telling: Telling): LiveEnvironment {
  const { cluster, states, unread } = environment;
  return {
    ...comparedOf(environment, telling),
    ...(cluster !== undefined && { cluster: telling.line(cluster) }),
    states: new Map([...states].map(([key, state]) => [telling.line(key), state])),
    unread: unread.map(telling.text),
  };
}

function applicationOf(
  { name, change, layer, objects, unknown }: ApplicationChange,
  telling: Telling,
): ApplicationChange {
  return {
    name: telling.line(name),
    layer: telling.line(layer),
    change,
    unknown,
    objects: objects.map((object) => objectOf(object, telling)),
  };
}

function objectOf(
  { change, key, name, beforeText, afterText, diff, movedFrom }: ObjectChange,
  { text, line }: Telling,
): ObjectChange {
  return {
    change,
    key: line(key),
    name: line(name),
    beforeText: text(beforeText),
    afterText: text(afterText),
    diff: text(diff),
    ...(movedFrom !== undefined && { movedFrom: line(movedFrom) }),
  };
}
