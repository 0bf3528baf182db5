import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../../gitops/problem';
import type { Change } from '../../onboarding/change';
import { writeChanges } from '../../onboarding/write';
import { temporaryDirectory } from '../support/temporary';

const bytes = (text: string) => Buffer.from(text);

describe('writing changes', () => {
  const directory = temporaryDirectory();
  const at = (path: string) => join(directory.path, path);
  const text = (path: string) => readFileSync(at(path), 'utf8');

  beforeEach(() => {
    writeFileSync(at('edited'), 'old');
    mkdirSync(at('folder'));
    writeFileSync(at('folder/deleted'), 'gone soon');
  });

  const changes: Change[] = [
    { path: 'a/b/created', after: bytes('new'), why: '' },
    { path: 'edited', before: bytes('old'), after: bytes('newer'), why: '' },
    { path: 'folder/deleted', before: bytes('gone soon'), why: '' },
  ];

  it('makes, edits and deletes, and leaves no empty folder', () => {
    writeChanges(directory.path, changes);
    assert.deepEqual([text('a/b/created'), text('edited')], ['new', 'newer']);
    assert.deepEqual(readdirSync(directory.path).sort(), ['a', 'edited']);
  });

  const failures: [string, () => Change][] = [
    [
      'a file that is there already',
      () => {
        writeFileSync(at('taken'), 'theirs');
        return { path: 'taken', after: bytes('mine'), why: '' };
      },
    ],
    [
      'a link that leads nowhere',
      () => {
        symlinkSync('nowhere', at('taken'));
        return { path: 'taken', after: bytes('mine'), why: '' };
      },
    ],
    [
      'a file in the place of a folder',
      () => {
        writeFileSync(at('taken'), 'theirs');
        return { path: 'taken/below', after: bytes('mine'), why: '' };
      },
    ],
    [
      'a file that changed since it was planned',
      () => {
        writeFileSync(at('taken'), 'changed');
        return { path: 'taken', before: bytes('as planned'), after: bytes('mine'), why: '' };
      },
    ],
    ['a file to delete that is gone', () => ({ path: 'taken', before: bytes('as planned'), why: '' })],
  ];
  for (const [what, prepare] of failures) {
    it(`undoes everything for ${what}`, () => {
      const last = prepare();
      const taken = existsSync(at('taken')) ? text('taken') : undefined;
      assert.throws(
        () => writeChanges(directory.path, [...changes, last]),
        (error) => error instanceof ProblemError && error.problems[0]?.rule === 'changed-meanwhile',
      );
      assert.deepEqual([text('edited'), text('folder/deleted')], ['old', 'gone soon']);
      assert.equal(existsSync(at('a')), false);
      assert.equal(existsSync(at('taken')) ? text('taken') : undefined, taken);
      assert.equal(existsSync(at('nowhere')), false);
    });
  }
});
