import assert from 'node:assert/strict';
import { ProblemError } from '../../gitops/problem';
import { cases, committed, load } from './support/case';

describe('loadBootstrap', () => {
  for (const stack of ['local', 'staging', 'production']) {
    it(`accepts the committed configuration of ${stack}`, async () => {
      const { settings, rootApplication } = await load(committed(stack));
      assert.equal(settings.environment, stack);
      assert.equal(rootApplication.spec.source.targetRevision, settings.repository.revision);
    });
  }

  for (const one of cases('valid')) {
    it(`accepts ${one.name}`, async () => {
      assert.equal((await load(one)).settings.environment, one.stack);
    });
  }

  for (const one of cases('invalid')) {
    it(`refuses ${one.name}`, async () => {
      await assert.rejects(
        () => load(one),
        (error) => {
          assert(error instanceof ProblemError);
          assert.equal(`${error.message}\n`, one.message);
          return true;
        },
      );
    });
  }
});
