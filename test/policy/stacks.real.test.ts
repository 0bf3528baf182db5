import assert from 'node:assert/strict';
import { CommittedStacks } from './support/committed';

describe('the committed stacks under the policy pack', function () {
  this.timeout(180_000);
  let stacks: CommittedStacks;

  before(async function () {
    this.timeout(900_000);
    stacks = await CommittedStacks.create();
  });

  after(() => stacks?.remove());

  for (const stack of ['local', 'staging', 'production']) {
    it(`${stack} passes clean`, async () => {
      const init = await stacks.pulumi(stack, 'stack', 'init');
      assert.equal(init.exitCode, 0, init.text);
      const preview = await stacks.pulumi(stack, 'preview', '--policy-pack', 'policy');
      assert.equal(preview.exitCode, 0, preview.text);
      assert.match(preview.text, /✅ argo-bootstrap@v/);
      assert.doesNotMatch(preview.text, /\[(mandatory|advisory)\]/);
    });
  }
});
