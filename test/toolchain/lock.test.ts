import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type LockOwner, withLock } from '../../toolchain/lock';
import { processStart } from '../../toolchain/process-start';
import { makeSandbox, type Sandbox } from './support/sandbox';

describe('withLock', () => {
  let sandbox: Sandbox;
  let file: string;
  beforeEach(() => {
    sandbox = makeSandbox();
    file = path.join(sandbox.cache, 'locks', 'helm.lock');
  });
  afterEach(() => sandbox.remove());

  const leaveLock = (content: string) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  };
  const ownerLeft = (owner: Partial<LockOwner>) =>
    leaveLock(JSON.stringify({ pid: process.pid, host: os.hostname(), ...owner }));
  const neverWait = () => assert.fail('it waited');

  it('returns what the action returns, and leaves no lock', async () => {
    assert.equal(await withLock(file, {}, async () => fs.existsSync(file)), true);
    assert.equal(fs.existsSync(file), false);
  });

  it('leaves no lock when the action fails', async () => {
    await assert.rejects(
      withLock(file, {}, async () => Promise.reject(new Error('no'))),
      /^Error: no$/,
    );
    assert.equal(fs.existsSync(file), false);
  });

  it('lets one action run after the other, and tells who is waited for', async () => {
    const order: string[] = [];
    const waitedFor: (number | undefined)[] = [];
    const first = withLock(file, {}, async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push('first');
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await withLock(file, { onWait: (owner) => waitedFor.push(owner?.pid) }, async () => order.push('second'));
    await first;
    assert.deepEqual(order, ['first', 'second']);
    assert.deepEqual(waitedFor, [process.pid]);
  });

  it('breaks the lock of a process that has gone', async () => {
    ownerLeft({ pid: 2 ** 22 + 1, started: '1' });
    assert.equal(await withLock(file, { onWait: neverWait }, async () => 'done'), 'done');
  });

  it('breaks the lock of an earlier process with the same number', async () => {
    ownerLeft({ started: 'earlier' });
    assert.equal(await withLock(file, { onWait: neverWait }, async () => 'done'), 'done');
  });

  it('breaks a lock without an owner once it is old', async () => {
    leaveLock('');
    const old = new Date(Date.now() - 60_000);
    fs.utimesSync(file, old, old);
    assert.equal(await withLock(file, { onWait: neverWait }, async () => 'done'), 'done');
  });

  it('waits for a process of another machine until it is told to stop', async () => {
    ownerLeft({ host: 'elsewhere' });
    const abort = new AbortController();
    const running = withLock(file, { signal: abort.signal, onWait: () => abort.abort() }, async () => 'done');
    await assert.rejects(running, { name: 'AbortError' });
    assert.equal(fs.existsSync(file), true, 'the lock of the other process stays');
  });
});

describe('processStart', () => {
  it('is the same for the same process, and undefined for none', async () => {
    assert.ok(await processStart(process.pid));
    assert.equal(await processStart(process.pid), await processStart(process.pid));
    assert.equal(await processStart(2 ** 22 + 1), undefined);
  });
});
