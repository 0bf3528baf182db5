import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory that is there for each test of the surrounding suite and gone after it. */
export function temporaryDirectory(): { readonly path: string } {
  const holder = { path: '' };
  beforeEach(() => {
    holder.path = mkdtempSync(join(tmpdir(), 'argo-bootstrap-test-'));
  });
  afterEach(() => rmSync(holder.path, { recursive: true, force: true }));
  return holder;
}
