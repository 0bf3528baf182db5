import assert from 'node:assert/strict';
import { type RotationSteps, rotate } from '../../rotation/rotate';

/** Steps that note what is done; the named ones fail, each once for every time it is named. */
function notedSteps(...failing: string[]): { steps: RotationSteps; done: string[] } {
  const done: string[] = [];
  const left = [...failing];
  const step = (name: string) => async () => {
    done.push(name);
    const index = left.indexOf(name);
    if (index < 0) return;
    left.splice(index, 1);
    throw new Error(`${name} failed`);
  };
  const steps = {
    offer: step('offer'),
    tryOffered: step('try'),
    withdraw: step('withdraw'),
    store: async () => {
      await step('store')();
      return () => void done.push('put back');
    },
    deploy: step('deploy'),
    verify: step('verify'),
  };
  return { steps, done };
}

const SILENT = () => undefined;

describe('a rotation', () => {
  it('tries the new value before anything depends on it, and again when everything does', async () => {
    const { steps, done } = notedSteps();
    const said: string[] = [];
    await rotate(steps, (line) => said.push(line));
    assert.deepEqual(done, ['offer', 'try', 'withdraw', 'store', 'deploy', 'verify']);
    assert.equal(said.length, 3);
  });

  it('touches neither configuration nor Secrets where Argo CD cannot read with the new value', async () => {
    const { steps, done } = notedSteps('try');
    await assert.rejects(rotate(steps, SILENT), /^Error: try failed$/);
    assert.deepEqual(done, ['offer', 'try', 'withdraw']);
  });

  it('withdraws an offer of which it does not know whether it arrived', async () => {
    const { steps, done } = notedSteps('offer');
    await assert.rejects(rotate(steps, SILENT), /^Error: offer failed$/);
    assert.deepEqual(done, ['offer', 'withdraw']);
  });

  for (const step of ['deploy', 'verify']) {
    it(`puts the old value back where ${step} fails`, async () => {
      const { steps, done } = notedSteps(step);
      const said: string[] = [];
      await assert.rejects(
        rotate(steps, (line) => said.push(line)),
        new RegExp(`^Error: ${step} failed$`),
      );
      assert.deepEqual(done.slice(-2), ['put back', 'deploy']);
      assert.equal(said.at(-1), 'The old credential is in the configuration and in the Secrets again');
    });
  }

  it('deploys nothing where the new value could not be stored', async () => {
    const { steps, done } = notedSteps('store');
    await assert.rejects(rotate(steps, SILENT), /^Error: store failed$/);
    assert.deepEqual(done.slice(-1), ['store']);
  });

  it('leaves the old value to whoever has it where the new one is stored elsewhere', async () => {
    const { steps, done } = notedSteps('verify');
    const elsewhere = { ...steps, store: async () => undefined };
    await assert.rejects(rotate(elsewhere, SILENT), /^Error: verify failed$/);
    assert.deepEqual(done, ['offer', 'try', 'withdraw', 'deploy', 'verify']);
  });

  it('says what is left to do where the old value cannot be deployed either', async () => {
    const { steps } = notedSteps('deploy', 'deploy');
    await assert.rejects(rotate(steps, SILENT), {
      message: [
        'deploy failed',
        '',
        'The old credential is in the configuration again, but not in the cluster:',
        'deploy failed',
      ].join('\n'),
    });
  });
});
