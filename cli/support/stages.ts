import { Listr, ListrLogger, type ListrTask, PRESET_TIMER, ProcessOutput } from 'listr2';
import { visibleText } from '../../gitops/visible';
import { interrupted } from './interrupt';

/** One step of a longer command, shown with its time. */
export interface Stage<Context> {
  readonly title: string;
  /** `report` shows one line of what is going on; the last one stays. */
  readonly run: (context: Context, report: (line: string) => void) => Promise<void>;
}

/**
 * Runs the stages one after another; a failing one stops the rest and its error is thrown.
 *
 * @param aside Whether standard output is for data alone, so that progress goes to standard error.
 */
export async function runStages<Context extends object>(
  stages: readonly Stage<Context>[],
  context: Context,
  aside = false,
): Promise<void> {
  const tasks: ListrTask<Context>[] = stages.map(({ title, run }) => ({
    title,
    task: async (current, task) => {
      interrupted.throwIfAborted();
      try {
        await run(current, (told) => {
          const line = visibleText(told);
          // A line said twice would fill a job's log.
          if (task.output !== line) task.output = line;
        });
      } catch (error) {
        // What an interrupted command complains of is not what its reader needs to know.
        interrupted.throwIfAborted();
        throw error;
      }
    },
    rendererOptions: { persistentOutput: true, outputBar: 1 },
  }));
  await new Listr<Context, 'default', 'simple'>(tasks, {
    exitOnError: true,
    // The command line has its own, which lets the work end in order.
    registerSignalListeners: false,
    // Whoever reads the output of a job wants stages and times, not a screen that redraws itself.
    fallbackRenderer: 'simple',
    fallbackRendererCondition: () => aside || !process.stdout.isTTY,
    rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false, collapseErrors: false },
    fallbackRendererOptions: { timer: PRESET_TIMER, ...(aside && { logger: toStandardError() }) },
  }).run(context);
}

function toStandardError() {
  return new ListrLogger({
    useIcons: true,
    processOutput: new ProcessOutput(process.stderr, process.stderr),
  });
}
