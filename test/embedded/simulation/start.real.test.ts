import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { embeddedEnvironment } from '../../../embedded/environment';
import { type DaemonRecord, stopDaemon } from '../../../embedded/process/daemon';
import { isAlive } from '../../../embedded/process/identity';
import { startSimulation } from '../../../embedded/simulation';
import { FOREIGN_KUBECONFIG } from '../../e2e/support/environment';
import { temporaryDirectory } from '../../support/temporary';

const ROUNDS = 20;

describe('startSimulation', () => {
  const directory = temporaryDirectory();
  let record: DaemonRecord | undefined;

  afterEach(async () => {
    if (record) await stopDaemon(record);
  });

  it('leaves the one alone that is just starting', async () => {
    const environment = embeddedEnvironment(directory.path, 'local', directory.path);
    mkdirSync(environment.directory, { recursive: true });
    writeFileSync(environment.kubeconfig, FOREIGN_KUBECONFIG);
    record = await startSimulation(environment);
    const program = join(environment.runDirectory, 'gateway-simulation.cjs');
    const { size } = statSync(program);
    for (let round = 0; round < ROUNDS; round++) {
      const again = startSimulation(environment);
      // Node may read the program at any moment of the other start.
      while (await isPending(again)) assert.equal(statSync(program).size, size);
      assert.equal((await again).pid, record.pid);
    }
    const log = readFileSync(join(environment.runDirectory, 'gateway-simulation.log'), 'utf8');
    assert.equal(isAlive(record), true, log);
  });
});

async function isPending(work: Promise<unknown>): Promise<boolean> {
  return Promise.race([work.then(() => false), nextTurn(true)]);
}
