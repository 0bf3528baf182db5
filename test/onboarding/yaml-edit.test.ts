import assert from 'node:assert/strict';
import { addListItem, addMapEntry, removeListItems, removeMapEntry } from '../../onboarding/yaml-edit';

interface Case {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly edit: (text: string) => string;
  /** Takes the edit back. */
  readonly undo: (text: string) => string;
}

const item = (path: string[], text: string, value: unknown) => ({
  edit: (before: string) => addListItem(before, path, text),
  undo: (after: string) =>
    removeListItems(after, path, (one) => JSON.stringify(one) === JSON.stringify(value)),
});

const entry = (path: string[], key: string, text: string) => ({
  edit: (before: string) => addMapEntry(before, path, key, text),
  undo: (after: string) => removeMapEntry(after, path, key),
});

const CASES: Case[] = [
  {
    what: 'a list of plain items, with a comment after it',
    before: 'resources:\n  - a # first\n  - b\n# the end\nkind: X\n',
    after: 'resources:\n  - a # first\n  - b\n  - c\n# the end\nkind: X\n',
    ...item(['resources'], 'c', 'c'),
  },
  {
    what: 'a map that ends the file, over several lines',
    before: 'n:\n  a: 1\n',
    after: 'n:\n  a: 1\n  b:\n    x: 1\n    y: [2]\n',
    ...entry(['n'], 'b', 'x: 1\ny: [2]'),
  },
  {
    what: 'a list in one line',
    before: 'to: [a, b] # who\n',
    after: 'to: [a, b, c] # who\n',
    ...item(['to'], 'c', 'c'),
  },
  {
    what: 'a list of maps in one line each',
    before: 'spec:\n  list:\n    - {a: 1, b: ""}\n  other: 1\n',
    after: 'spec:\n  list:\n    - {a: 1, b: ""}\n    - {a: 2}\n  other: 1\n',
    ...item(['spec', 'list'], '{a: 2}', { a: 2 }),
  },
  {
    what: 'a list of maps over several lines',
    before: 'list:\n  - url: a\n    of:\n      - x\n\n# next\nother: 1\n',
    after: 'list:\n  - url: a\n    of:\n      - x\n  - url: b\n    of: [y]\n\n# next\nother: 1\n',
    ...item(['list'], 'url: b\nof: [y]', { url: 'b', of: ['y'] }),
  },
  {
    what: 'a map with anchors and merges in it',
    before: 'n:\n  a:\n    q: &q {x: 1}\n  b:\n    q:\n      <<: *q\n      y: 2\n\n# next\nm: 1\n',
    after:
      'n:\n  a:\n    q: &q {x: 1}\n  b:\n    q:\n      <<: *q\n      y: 2\n  c:\n    q: {x: 3}\n\n# next\nm: 1\n',
    ...entry(['n'], 'c', 'q: {x: 3}'),
  },
];

describe('edits of YAML', () => {
  for (const { what, before, after, edit, undo } of CASES) {
    it(`add to ${what}, and take it out again`, () => {
      assert.equal(edit(before), after);
      assert.equal(undo(after), before);
    });
  }

  it('make a list of an empty one', () => {
    const text = 'local:\n  charts: []\n  images:\n    - a\n';
    assert.equal(
      addListItem(text, ['local', 'charts'], 'url: b\nof: [c]'),
      'local:\n  charts:\n    - url: b\n      of: [c]\n  images:\n    - a\n',
    );
  });

  it('need no line break at the end', () => {
    assert.equal(addListItem('list:\n- a', ['list'], 'b'), 'list:\n- a\n- b');
  });

  it('take out what is first, last and in between', () => {
    const without = (one: string) => removeListItems('to: [a, b, c]\n', ['to'], (item) => item === one);
    assert.deepEqual(['a', 'b', 'c'].map(without), ['to: [b, c]\n', 'to: [a, c]\n', 'to: [a, b]\n']);
  });

  it('leave alone what has no such key or item', () => {
    const text = 'a:\n  b: 1\n';
    assert.equal(removeMapEntry(text, ['a'], 'c'), text);
    assert.equal(removeMapEntry(text, ['x'], 'c'), text);
    assert.equal(
      removeListItems(text, ['list'], () => true),
      text,
    );
  });

  const refused: [string, () => string][] = [
    ['a list that is none', () => addListItem('a: 1\n', ['a'], 'b')],
    ['a map in one line', () => addMapEntry('a: {b: 1}\n', ['a'], 'c', 'd: 1')],
    ['an anchor that is used elsewhere', () => removeMapEntry('n:\n  a: &x {b: 1}\n  c: *x\n', ['n'], 'a')],
  ];
  for (const [what, edit] of refused) {
    it(`refuse ${what}`, () => {
      assert.throws(edit);
    });
  }
});
