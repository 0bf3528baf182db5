import type { ApplicationChange } from './diff/compare';
import type { EvaluatedEnvironment } from './environment';
import { type Finding, sortFindings } from './finding';
import type { LiveState } from './live/states';

/** What a run found. */
export interface ValidationResult {
  readonly environments: readonly EvaluatedEnvironment[];
  /** Every finding once; `environments` holds them by environment. */
  readonly findings: readonly MergedFinding[];
  /** What differs from the base; absent where there is none to compare with. */
  readonly comparison?: Comparison;
  /** What a sync to this tree would do to the running clusters; absent where it was not asked for. */
  readonly live?: readonly LiveEnvironment[];
  readonly counts: { readonly rendered: number; readonly cached: number };
  readonly seconds: number;
}

/** What a change does, by environment. */
export interface Comparison {
  readonly base: { readonly name: string; readonly sha: string };
  readonly environments: readonly EnvironmentComparison[];
}

/** What a change does to one environment. */
export interface EnvironmentComparison {
  readonly name: string;
  readonly applications: readonly ApplicationChange[];
  readonly dangers: readonly Finding[];
  /** Why the two sides cannot be compared; then `applications` is empty. */
  readonly incomparable?: string;
}

/** What a sync to this tree would do to the cluster of one environment. */
export interface LiveEnvironment extends EnvironmentComparison {
  /** How the cluster is called; absent where there is none to compare with. */
  readonly cluster?: string;
  /** How the objects run that differ from the base, by their keys. */
  readonly states: ReadonlyMap<string, LiveState>;
  /** Objects that could not be read, each with the reason. */
  readonly unread: readonly string[];
}

/** A finding with all the environments that it concerns; none where it concerns the files themselves. */
export type MergedFinding = Omit<Finding, 'environment'> & { readonly environments: readonly string[] };

/** Whether the check fails for a finding of the result. */
export function hasErrors({ findings }: ValidationResult): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** Findings that only differ in the environment become one. */
export function mergeFindings(
  ofFiles: readonly Omit<Finding, 'environment'>[],
  environments: readonly { readonly name: string; readonly findings: readonly Finding[] }[],
): MergedFinding[] {
  const merged = new Map<string, MergedFinding>();
  for (const finding of ofFiles) merged.set(keyOf(finding), { ...finding, environments: [] });
  for (const { name, findings } of environments) {
    for (const { environment: _one, ...finding } of findings) {
      const others = merged.get(keyOf(finding))?.environments ?? [];
      merged.set(keyOf(finding), { ...finding, environments: [...new Set([...others, name])] });
    }
  }
  return sortFindings([...merged.values()]);
}

function keyOf({ rule, where, found, application }: Omit<Finding, 'environment'>): string {
  return JSON.stringify([rule, where ?? application, found]);
}
