import assert from 'node:assert/strict';
import { visibleData, visibleJson, visibleLine, visibleText } from '../../gitops/visible';

const CASES = [
  ['a sequence that clears the screen', '\u001b[2J', '\\u001b[2J'],
  ['one that writes the clipboard', '\u001b]52;c;cm0=\u0007', '\\u001b]52;c;cm0=\\u0007'],
  ['one that makes a link', '\u001b]8;;x:y\u001b\\', '\\u001b]8;;x:y\\u001b\\'],
  ['a control character of eight bits', '\u009b31m', '\\u009b31m'],
  ['a line written over', 'good\rbad', 'good\\u000dbad'],
  ['a step back', 'good\b\bb', 'good\\u0008\\u0008b'],
  ['a turned direction of writing', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
  ['what has no width', 'a\u200bb\u2060c\ufeffd', 'a\\u200bb\\u2060c\\ufeffd'],
  ['a line that other programs end', 'a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\u0085d'],
  ['a tag', 'a\u{e0041}', 'a\\udb40\\udc41'],
  ['half a character', 'a\ud800b', 'a\\ud800b'],
  ['ordinary text', 'Größe — 設定 ✅ 👍🏽 é', 'Größe — 設定 ✅ 👍🏽 é'],
] as const;

describe('visibleText', () => {
  for (const [name, text, expected] of CASES) {
    it(`writes out ${name}`, () => {
      assert.equal(visibleText(text), expected);
      assert.equal(visibleLine(text), expected);
      assert.equal(visibleText(expected), expected, 'a second time changes nothing');
    });
  }

  it('keeps lines and columns in text, and none in a line', () => {
    assert.equal(visibleText('a\n\tb'), 'a\n\tb');
    assert.equal(visibleLine('a\n\tb'), 'a\\u000a\\u0009b');
  });
});

describe('visibleData', () => {
  it('reaches every string of plain data, and leaves anything else alone', () => {
    const bytes = Buffer.from('\u001b');
    const data = { list: ['\u001b', { 'key\u001b': 'value\u001b' }], bytes, none: undefined, count: 3 };
    assert.deepEqual(visibleData(data), {
      list: ['\\u001b', { 'key\\u001b': 'value\\u001b' }],
      bytes,
      none: undefined,
      count: 3,
    });
  });
});

describe('visibleJson', () => {
  it('holds the data as it is, without a character that a terminal obeys', () => {
    const data = Object.fromEntries(CASES.map(([name, text]) => [name, text]));
    const text = visibleJson(data);
    assert.deepEqual(JSON.parse(text), data);
    assert.ok(!/[^\P{C}\n]/u.test(text.replace(/\p{Cn}/gu, '')), text);
  });
});
