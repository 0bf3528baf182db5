import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import type { Block, MarkdownPage } from './support/markdown';
import { parseMarkdown } from './support/markdown';
import { projectFiles, readPages } from './support/pages';

const DIAGRAMS = /^(flowchart (LR|RL|TB|TD|BT)|sequenceDiagram|stateDiagram-v2)$/;

/** What is wrong with a block of each language that a page may use; nothing where all is well. */
const LANGUAGES: Record<string, (code: string) => string | undefined> = {
  text: () => undefined,
  diff: () => undefined,
  markdown: () => undefined,
  sh: (code) => spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' }).stderr.trim() || undefined,
  json: (code) => problemOf(() => JSON.parse(code)),
  yaml: (code) => parseAllDocuments(code).flatMap(({ errors }) => errors)[0]?.message,
  ts: (code) => {
    const { diagnostics = [] } = ts.transpileModule(code, { reportDiagnostics: true });
    return diagnostics.map(({ messageText }) => String(messageText))[0];
  },
  mermaid: (code) => {
    const [kind = '', ...rest] = code.trim().split('\n');
    return DIAGRAMS.test(kind) && rest.length > 0 ? undefined : `${kind} begins no diagram that is known`;
  },
};

function problemOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** What is wrong with the mark of a block; undefined where it has what it needs. */
function markProblem({ language, mark }: Block, previous: Block | undefined, files: readonly string[]) {
  if (language === 'sh') {
    if (!mark) return 'says neither what runs these commands nor what they need';
    if (mark.kind === 'tested' && !files.includes(mark.path)) return `there is no ${mark.path}`;
    return ['run', 'tested', 'needs', 'symptom'].includes(mark.kind) ? undefined : `${mark.kind} is for text`;
  }
  if (!mark || mark.kind === 'file') return undefined;
  if (mark.kind === 'symptom') return undefined;
  if (mark.kind !== 'output') return `${mark.kind} is for commands`;
  return previous?.mark?.kind === 'run' ? undefined : 'shows the output of no block that is run';
}

function problemsOf({ path, blocks }: MarkdownPage, files: readonly string[]): string[] {
  return blocks.flatMap((block, index) => {
    const parse = LANGUAGES[block.language];
    const syntax = parse ? parse(block.code) : `${block.language || 'no language'} is not one of ${KNOWN}`;
    const problems = [syntax, markProblem(block, blocks[index - 1], files)];
    return problems.flatMap((problem) => (problem ? [`${path}:${block.line}: ${problem}`] : []));
  });
}

const KNOWN = Object.keys(LANGUAGES).join(', ');

describe('the blocks of the documentation', () => {
  const files = projectFiles();
  for (const page of readPages()) {
    it(page.path, () => {
      assert.deepEqual(problemsOf(page, files), []);
    });
  }

  const refused: [string, string, string][] = [
    ['a shell block without a mark', '```sh\nls\n```', 'says neither what runs these commands'],
    ['a shell block that does not parse', '<!-- run: local -->\n```sh\nif\n```', 'syntax error'],
    ['a mark that text came after', '<!-- run: local -->\ntext\n```sh\nls\n```', 'says neither'],
    ['a test that is not there', '<!-- tested: test/no.test.ts -->\n```sh\nls\n```', 'there is no test/no'],
    ['JSON that does not parse', '```json\n{a: 1}\n```', 'SyntaxError'],
    ['YAML that does not parse', '```yaml\na: b: c\n```', 'Nested mappings'],
    ['a diagram of no known kind', '```mermaid\ngrpah LR\n a --> b\n```', 'begins no diagram'],
    ['a block without a language', '```\nls\n```', 'no language is not one of'],
    ['an output of nothing', '<!-- output -->\n```text\nls\n```', 'shows the output of no block'],
  ];
  for (const [what, text, message] of refused) {
    it(`would not pass with ${what}`, () => {
      const [problem = ''] = problemsOf(parseMarkdown('page.md', text), files);
      assert.ok(problem.includes(message), problem);
    });
  }

  it('would not pass with an unknown mark, or an unknown reason', () => {
    for (const comment of ['run: elsewhere', 'needs: patience', 'output: no', 'tested:']) {
      const text = `<!-- ${comment} -->\n\`\`\`sh\nls\n\`\`\`\n`;
      assert.throws(() => parseMarkdown('page.md', text), /page\.md:1: .* is no mark/);
    }
  });
});
