import { makeSemaphore } from '../render/semaphore';
import { type Engine, EngineError } from './client';

/**
 * An engine for questions whose answer runs a tree's own templates inside of it: one at a time, so that whatever
 * never ends, or fills the memory, is that question's failure alone. The engine behind it is started when it is
 * first needed, and again after it had to be ended.
 */
export function guardedEngine(start: () => Engine, timeoutSeconds: number): Pick<Engine, 'call' | 'close'> {
  const limit = makeSemaphore(1);
  let engine: Engine | undefined;
  const end = async () => {
    const ended = engine;
    engine = undefined;
    await ended?.close();
  };
  return {
    call: (method, params) =>
      limit(async () => {
        engine ??= start();
        try {
          return await withinTime(engine.call(method, params), timeoutSeconds);
        } catch (error) {
          if (error instanceof EngineError) throw error;
          await end();
          throw new EngineError(error instanceof Error ? error.message : String(error));
        }
      }),
    close: end,
  };
}

async function withinTime<T>(work: Promise<T>, seconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`it took longer than the time limit of ${seconds} s`)),
      seconds * 1000,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
