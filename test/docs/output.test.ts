import assert from 'node:assert/strict';
import { missingLine } from './support/output';

describe('what a page shows', () => {
  const printed = [
    '✔ Tools [2.1s]',
    'APPLICATION  SYNC    REVISION',
    'apps-root    Synced  0123abcd',
    'a/b.yaml:7: odd (x) [rule]',
  ].join('\n');
  const shown: [string, string, string | undefined][] = [
    ['lines of the output in their order', '✔ Tools\n\nAPPLICATION SYNC', undefined],
    ['any text by dots', 'apps-root … 0123abcd\na/b.yaml:…: odd', undefined],
    ['dots that stand for nothing', 'APPLICATION … SYNC', undefined],
    ['another revision', 'apps-root  Synced  16318694', undefined],
    ['a line that was not printed', '✔ Tools\nfoundation', 'foundation'],
    ['lines in another order', 'apps-root\n✔ Tools', '✔ Tools'],
    ['a word that is no revision', 'apps-root  Synced  deadbeef', 'apps-root  Synced  deadbeef'],
    ['a special character', 'odd .x. [rule]', 'odd .x. [rule]'],
  ];
  for (const [what, text, missing] of shown) {
    it(`may be, or not: ${what}`, () => assert.equal(missingLine(text, printed), missing));
  }
});
