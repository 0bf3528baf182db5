import assert from 'node:assert/strict';
import type { MarkdownPage } from '../docs/support/markdown';
import { readPage, readPages } from '../docs/support/pages';
import { TestEnvironment } from './support/environment';
import { blocksToFollow, PageReader } from './support/page-reader';
import { SYMPTOMS } from './support/symptoms';
import { followSymptoms } from './support/symptoms/follow';
import { symptomsOf } from './support/symptoms/page';

const MINUTE = 60_000;
const RUNBOOK = 'infra/kubernetes/gitops/argocd/README.md';

/** One test a block; each page begins with a new shell and with files as they were. */
function followPage(page: MarkdownPage, setup: boolean, environment: () => TestEnvironment): void {
  let reader: PageReader;
  before(() => {
    reader = new PageReader(environment());
  });
  for (const block of blocksToFollow(page, setup)) {
    const [first = ''] = block.code.trim().split('\n');
    it(`${block.line}: ${block.mark?.kind} ${first}`, () => reader.follow(block));
  }
  after(() => reader.close());
}

describe('what the documentation tells to type', function () {
  this.timeout(5 * MINUTE);
  let environment: TestEnvironment;

  before(async () => {
    environment = await TestEnvironment.create();
  });

  after(async () => {
    await environment.remove();
  });

  const pages = readPages();
  // The environment comes up by the very commands that a newcomer types first.
  for (const setup of [true, false]) {
    for (const page of pages.filter((candidate) => blocksToFollow(candidate, setup).length > 0)) {
      describe(`${page.path}${setup ? ', at first' : ''}`, () => followPage(page, setup, () => environment));
    }
  }

  describe('what the runbook tells to do about a symptom', () => {
    const symptoms = symptomsOf(readPage(RUNBOOK));
    it('is told for each that can be brought about', () => {
      assert.deepEqual(symptoms.map(({ title }) => title).toSorted(), Object.keys(SYMPTOMS).toSorted());
    });
    followSymptoms(symptoms, () => environment);
  });
});
