import assert from 'node:assert/strict';
import { readYamlDocuments, YAML_LIMITS } from '../../gitops/yaml-documents';

describe('readYamlDocuments', () => {
  it('knows the line of every value, in every document', () => {
    const text = '# first\na: 1\nlist:\n  - x\n  - y: 2\n---\nb:\n  c: |-\n    text\n';
    const { documents, problems } = readYamlDocuments(text, 'some.yaml');
    assert.deepEqual(problems, []);
    assert.deepEqual(
      documents.map(({ value }) => value),
      [{ a: 1, list: ['x', { y: 2 }] }, { b: { c: 'text' } }],
    );
    const [first, second] = documents;
    assert.equal(first?.lineOf(['a']), 2);
    assert.equal(first?.lineOf(['list', 1, 'y']), 5);
    assert.equal(first?.lineOf(['nowhere']), undefined);
    assert.equal(first?.lineOf([]), 2);
    assert.equal(second?.lineOf(['b', 'c']), 8);
    assert.equal(second?.textLineOf(['b', 'c']), 9);
  });

  it('names a key that stands twice, with the line of the second', () => {
    const { documents, problems } = readYamlDocuments('a: 1\nb: 2\na: 3\n', 'some.yaml');
    assert.deepEqual(documents, []);
    assert.deepEqual(problems, [
      {
        rule: 'yaml-duplicate-key',
        where: { file: 'some.yaml', line: 3 },
        found: 'key a stands here for the second time',
        expected: 'each key once',
        fix: 'remove one of the two',
      },
    ]);
  });

  it('reports bad syntax and still reads the other documents', () => {
    const { documents, problems } = readYamlDocuments('a: [1\n---\nb: 2\n', 'some.yaml');
    assert.deepEqual(
      problems.map(({ rule, where }) => [rule, where?.line]),
      [['yaml-syntax', 2]],
    );
    assert.deepEqual(
      documents.map(({ value }) => value),
      [{ b: 2 }],
    );
  });

  it('refuses what is larger or deeper than any tree needs, without reading it', () => {
    const rules = (text: string) => readYamlDocuments(text, 'some.yaml').problems.map(({ rule }) => rule);
    assert.deepEqual(rules('['.repeat(YAML_LIMITS.depth + 1)), ['yaml-limits']);
    assert.deepEqual(rules(`a: ${'x'.repeat(YAML_LIMITS.bytes)}`), ['yaml-limits']);
    const uses = Array(YAML_LIMITS.aliases + 2)
      .fill('*a')
      .join(', ');
    assert.deepEqual(rules(`a: &a [1, 2]\nb: [${uses}]\n`), ['yaml-limits']);
  });
});
