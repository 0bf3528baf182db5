import { relative } from 'node:path';
import { PROJECT_ROOT } from './checkout';
import { useMemory } from './memory';

const CLEANUP_TIMEOUT_MS = 60_000;
const cleanups: (() => Promise<void>)[] = [];

/**
 * Runs `cleanup` once every test is done that may share what it ends: at the end of the run, or of the file where
 * files run side by side, each in one of several processes.
 */
export function afterTests(cleanup: () => Promise<void>): void {
  cleanups.push(cleanup);
}

/** Before any test, and before the processes that run files side by side. */
export const mochaGlobalSetup = useMemory;

/** Mocha's root hooks, around the whole run or around each file. */
export const mochaHooks = {
  beforeAll(this: Mocha.Context): void {
    // Results of a file that runs beside others are shown when it is done, which may take minutes.
    const file = this.test?.parent?.suites[0]?.file;
    if (process.env['MOCHA_WORKER_ID'] !== undefined && file)
      process.stderr.write(`… ${relative(PROJECT_ROOT, file)}\n`);
  },

  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(CLEANUP_TIMEOUT_MS);
    for (const cleanup of cleanups.splice(0)) await cleanup();
  },
};
