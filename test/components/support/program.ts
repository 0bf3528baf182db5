import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runtime } from '@pulumi/pulumi';
import { asPulumiReads, type Case, kubeconfig } from '../../config/support/case';
import { type Recorded, record } from './record';

/** Runs index.ts with the configuration of a case against the recording engine. */
export async function runProgram(one: Case): Promise<Recorded[]> {
  const folder = mkdtempSync(join(tmpdir(), 'argo-bootstrap-program-'));
  const before = process.env['KUBECONFIG'];
  try {
    process.env['KUBECONFIG'] = join(folder, 'kubeconfig');
    writeFileSync(join(folder, 'kubeconfig'), kubeconfig(one));
    return await record(one.stack, () => {
      runtime.setAllConfig(asPulumiReads(one.file).raw);
      const path = require.resolve('../../../index');
      delete require.cache[path];
      return require(path)();
    });
  } finally {
    if (before === undefined) delete process.env['KUBECONFIG'];
    else process.env['KUBECONFIG'] = before;
    runtime.setAllConfig({});
    rmSync(folder, { recursive: true, force: true });
  }
}
