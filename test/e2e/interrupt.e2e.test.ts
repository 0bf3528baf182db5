import assert from 'node:assert/strict';
import { TestEnvironment } from './support/environment';

const MINUTE = 60_000;
const INTERRUPTED = 130;

describe('an interrupted up', function () {
  this.timeout(5 * MINUTE);
  let environment: TestEnvironment;

  before(async () => {
    environment = await TestEnvironment.create();
  });

  after(async () => {
    await environment.remove();
  });

  const stages: [string, RegExp][] = [
    ['while the control plane starts', /❯ Control plane/],
    ['while Pulumi installs Argo CD', /Release argocd-release creating/],
    ["while Argo CD's processes start", /❯ Argo CD's processes/],
    ['while the Applications sync', /\d of \d Healthy/],
  ];
  for (const [when, marker] of stages) {
    it(`ends in order with its own exit code: ${when}`, async () => {
      assert.equal(await environment.interruptUp(marker, 'SIGINT'), INTERRUPTED);
    });
  }

  it('leaves a lock behind where it is killed, which the next one breaks', async () => {
    assert.equal(await environment.interruptUp(/Updating \(local\)/, 'SIGKILL'), null);
    const up = await environment.cli('up');
    assert.equal(up.exitCode, 0, up.text);
  });
});
