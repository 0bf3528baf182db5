import type { Allowlist } from '../../gitops/allowlist';
import type { Engine } from '../engine/client';
import type { EnvironmentModel } from '../expand/model';
import type { Facts } from '../facts';
import type { RuleFinding } from '../finding';

/** What a rule looks at. */
export interface RuleContext {
  readonly model: EnvironmentModel;
  readonly facts: Facts;
  readonly allowlist: Allowlist;
  readonly engine: Engine;
}

/** One rule of the check: everything it finds in an environment. */
export type Rule = (context: RuleContext) => Promise<RuleFinding[]> | RuleFinding[];
