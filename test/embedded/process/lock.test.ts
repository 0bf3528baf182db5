import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../../../embedded/process/lock';
import { temporaryDirectory } from '../../support/temporary';

describe('withLock', () => {
  const directory = temporaryDirectory();
  const lock = () => join(directory.path, 'lock');

  it('holds the lock for as long as the work takes', async () => {
    await withLock(lock(), 'up', async () => assert.equal(existsSync(lock()), true));
    assert.equal(existsSync(lock()), false);
  });

  it('lets go where the work fails', async () => {
    await assert.rejects(
      withLock(lock(), 'up', () => Promise.reject(new Error('it broke'))),
      /it broke/,
    );
    assert.equal(existsSync(lock()), false);
  });

  it('refuses a second holder, naming the first', async () => {
    await withLock(lock(), 'up', async () => {
      await assert.rejects(
        withLock(lock(), 'down', async () => undefined),
        new RegExp(`another argo-bootstrap \\(process ${process.pid}, up\\) is at work`),
      );
      assert.equal(existsSync(lock()), true, 'the first holder keeps it');
    });
  });

  it('takes over from a holder that is gone', async () => {
    writeFileSync(lock(), JSON.stringify({ pid: process.pid, startedAt: '1', purpose: 'up' }));
    assert.equal(await withLock(lock(), 'up', async () => 'done'), 'done');
  });

  it('takes over a lock that says nothing', async () => {
    writeFileSync(lock(), '');
    assert.equal(await withLock(lock(), 'up', async () => 'done'), 'done');
  });
});
