import type { ToolName } from './tools';
import type { ToolProgress } from './types';

/** Tells the caller of `resolveTools` what is happening to a tool. */
export type Reporter = (tool: ToolName, state: ToolProgress['state'], detail?: string) => void;

/** Numbers the tools in the order in which they are first heard of, and adds the time. */
export function startReporting(
  total: number,
  progress: ((event: ToolProgress) => void) | undefined,
): Reporter {
  const started = performance.now();
  const order: ToolName[] = [];
  return (tool, state, detail) => {
    if (!order.includes(tool)) order.push(tool);
    const index = order.indexOf(tool) + 1;
    const elapsedMs = Math.round(performance.now() - started);
    progress?.({
      tool,
      state,
      index,
      total,
      remaining: total - index,
      elapsedMs,
      ...(detail ? { detail } : {}),
    });
  };
}
