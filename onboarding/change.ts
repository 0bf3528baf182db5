/** One file that a plan makes, edits or deletes. */
export interface Change {
  /** Relative to the repository's root. */
  readonly path: string;
  /** What the file holds now; undefined where there is none. */
  readonly before?: Buffer;
  /** What it will hold; undefined where it is deleted. */
  readonly after?: Buffer;
  /** What the file is for, in a few words. */
  readonly why: string;
}

/** What becomes of a file. */
export type ChangeKind = 'create' | 'edit' | 'delete';

/** Whether a change makes, edits or deletes its file. */
export function kindOf({ before, after }: Change): ChangeKind {
  if (before === undefined) return 'create';
  return after === undefined ? 'delete' : 'edit';
}
