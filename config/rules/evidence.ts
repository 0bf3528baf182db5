import type { Allowlist } from '../../gitops/allowlist';
import type { Problem } from '../../gitops/problem';
import type { Kubeconfig } from '../kubeconfig';
import type { RootApplicationFile } from '../root-application';
import type { Settings } from '../schema';
import type { StackFile } from '../stack-file';
import type { Values } from '../values';

/** Everything that the rules compare. What could not be read is undefined, and was reported where it was read. */
export interface Evidence {
  readonly project: string;
  readonly stack: string;
  /** Every key of the configuration, with its namespace. */
  readonly keys: readonly string[];
  /** Those whose value is encrypted. */
  readonly secretKeys: readonly string[];
  readonly settings: Partial<Settings>;
  readonly file: StackFile;
  readonly kubeconfig: Kubeconfig;
  /** Where Pulumi keeps the state; undefined where nobody says so. */
  readonly backend: string | undefined;
  /** Values of Argo CD's chart. */
  readonly values: Values | undefined;
  readonly allowlist: Allowlist | undefined;
  readonly rootApplication: RootApplicationFile | undefined;
}

/** Looks at one aspect of the evidence and returns what is wrong with it. */
export type Rule = (evidence: Evidence) => readonly Problem[];

/** An address with its user name and password masked: they never appear in a message. */
export function withoutUser(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//***@');
}
