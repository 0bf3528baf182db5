import type { ToolName } from './tools';

/** Where a tool came from. `built` means that this very call built it. */
export type ToolSource = 'path' | 'cache' | 'built';

/** A tool that can be run. */
export interface ResolvedTool {
  readonly name: ToolName;
  /** Version with a leading `v`, as pinned or as the tool on PATH reports it. */
  readonly version: string;
  readonly source: ToolSource;
  /** Absolute path of the executable. */
  readonly path: string;
  /** Further file names that run the same executable, which acts by the name it is called by. */
  readonly aliases: readonly string[];
  /** Files that the tool expects on PATH, by name, with their absolute paths. */
  readonly companions: ReadonlyMap<string, string>;
}

/** What `resolveTools` is doing with one tool. */
export interface ToolProgress {
  readonly tool: ToolName;
  /** `found`: on PATH. `cached`: built earlier. `waiting`: another process builds it just now. */
  readonly state: 'found' | 'cached' | 'building' | 'built' | 'waiting' | 'failed';
  /** Position of this tool among the tools asked for, from 1, in the order in which they are settled. */
  readonly index: number;
  /** How many tools were asked for. */
  readonly total: number;
  /** How many tools are still to be settled, this one not counted. */
  readonly remaining: number;
  /** Milliseconds since `resolveTools` was called. */
  readonly elapsedMs: number;
  /** What a reader may want to know besides: who holds the lock, where the log is. */
  readonly detail?: string;
}

export interface ResolveOptions {
  /** Called at every change of state. Must not throw. */
  readonly progress?: (event: ToolProgress) => void;
  /** Ends the build under way: what Go compiled so far stays in its own cache, nothing half stays in ours. */
  readonly signal?: AbortSignal;
  /** Environment to look in for PATH and the cache; the process's own by default. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A tool on PATH that is not used. */
export interface RefusedTool {
  readonly path: string;
  /** Absent where the tool did not say. */
  readonly version?: string;
  readonly reason: string;
}

/** What `doctor` says about one tool or prerequisite. */
export interface ToolReport {
  readonly name: string;
  readonly kind: 'prerequisite' | 'tool';
  /** `build`: not there yet, and built when it is first needed. `missing`: somebody has to do something. */
  readonly source: 'path' | 'cache' | 'build' | 'missing';
  readonly path?: string;
  readonly version?: string;
  /** The versions that would do, as text: `>= 1.26.6`. */
  readonly wanted: string;
  readonly refused: readonly RefusedTool[];
  /** What to do, where the source is `missing`. */
  readonly fix?: string;
}
