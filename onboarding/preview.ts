import { validateIn } from '../validate';
import { type ApplicationChange, compareEnvironments } from '../validate/diff/compare';
import type { MergedFinding, ValidationResult } from '../validate/result';
import { openSession, type Session } from '../validate/session';
import type { Change } from './change';
import { changedTree } from './changed-tree';

/** What changes of files would do: the check's findings, and the objects of each environment. */
export interface Preview {
  /** Findings of the changed tree that the tree as it is does not have. */
  readonly findings: readonly MergedFinding[];
  /** How many findings the tree has anyway. */
  readonly others: number;
  readonly environments: readonly {
    readonly name: string;
    readonly applications: readonly ApplicationChange[];
  }[];
}

/** Puts a tree and the same tree with changes to the check, without touching a file of the checkout. */
export async function previewChanges(
  root: string,
  changes: readonly Change[],
  progress: (line: string) => void,
): Promise<Preview> {
  const session = await openSession({ root, toolProgress: progress });
  try {
    return await previewIn(session, root, changes);
  } finally {
    await session.close();
  }
}

async function previewIn(session: Session, root: string, changes: readonly Change[]): Promise<Preview> {
  const copy = await changedTree(root, changes, session.scratch);
  const before = await validateIn(session, { root });
  const after = await validateIn(session, { root: copy });
  const had = new Set(before.findings.map(keyOf));
  const findings = after.findings.filter((finding) => !had.has(keyOf(finding)));
  return { findings, others: after.findings.length - findings.length, environments: compare(before, after) };
}

function compare(before: ValidationResult, after: ValidationResult): Preview['environments'] {
  return after.environments.map(({ name, model, facts }) => {
    const old = before.environments.find((one) => one.name === name);
    if (!model || !facts || !old?.model || !old.facts) return { name, applications: [] };
    return {
      name,
      applications: compareEnvironments({ model: old.model, facts: old.facts }, { model, facts }),
    };
  });
}

function keyOf({ rule, where, found }: MergedFinding): string {
  return JSON.stringify([rule, where?.file, found]);
}
