/**
 * The external tools: every one pinned once, found on PATH, in the user's cache, or built there.
 * Nothing here prints; everything wrong is thrown as a `ProblemError`.
 */
export { binDirectory } from './bin-directory';
export { diagnose, formatDoctor } from './doctor';
export { userCacheDirectory } from './paths';
export { resolveTools } from './resolve';
export { type ToolName, toolNames } from './tools';
export type { ResolvedTool, ToolProgress, ToolReport } from './types';
export { type MaterialiseOptions, materialiseVendored } from './vendor/materialise';
