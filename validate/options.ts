import type { FindCluster } from './live/cluster';

/** Forms of the report. */
export const FORMATS = ['text', 'json', 'markdown', 'html', 'sarif', 'junit'] as const;

/** A form of the report. */
export type Format = (typeof FORMATS)[number];

/** An Application that is done. */
export interface ProgressEvent {
  readonly environment: string;
  readonly application: string;
  /** How many of its side are done, this one included. */
  readonly done: number;
  /** The revision to compare with, where it is one of its Applications. */
  readonly base?: string;
}

/** What to validate, and how. */
export interface ValidateOptions {
  /** The checkout; absolute. */
  readonly root: string;
  /** Environments to validate; all of the tree unless given. */
  readonly environments?: readonly string[];
  /** Revision to compare with. */
  readonly base?: string;
  /** Finds the running clusters to compare with; none unless given. */
  readonly live?: FindCluster;
  /** Sources rendered at a time; the number of processors unless given. */
  readonly parallel?: number;
  /** Time for rendering one source; 60 seconds unless given. */
  readonly timeoutSeconds?: number;
  /** Directory of the cache; below the user's cache unless given. `false`: no cache. */
  readonly cache?: string | false;
  /** Ends the run; aborted from the start, no build of a tool is begun. */
  readonly signal?: AbortSignal;
  /** Called as Applications are done. */
  readonly progress?: (event: ProgressEvent) => void;
  /** Called while tools are found or built. */
  readonly toolProgress?: (line: string) => void;
}
