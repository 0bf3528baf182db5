import assert from 'node:assert/strict';
import { TestEnvironment } from './support/environment';
import { itRotates } from './support/rotation';

describe('the rotation of a credential', function () {
  this.timeout(300_000);
  let environment: TestEnvironment;

  before(async () => {
    environment = await TestEnvironment.create('staging');
    const up = await environment.cli('up');
    assert.equal(up.exitCode, 0, up.text);
  });

  after(async () => {
    await environment?.remove();
  });

  itRotates(() => environment, 'githubApp');
});
