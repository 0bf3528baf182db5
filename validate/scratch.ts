import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for one run, removed when the run ends, however it ends. */
export interface Scratch {
  readonly dir: string;
  remove(): void;
}

/** Makes the directory; an interrupted run removes it too. */
export function makeScratch(): Scratch {
  const dir = mkdtempSync(join(tmpdir(), 'argo-bootstrap-validate-'));
  const clear = () => rmSync(dir, { recursive: true, force: true });
  process.once('exit', clear);
  return {
    dir,
    remove: () => {
      process.removeListener('exit', clear);
      clear();
    },
  };
}
