/*
 * How a page says what becomes of a block, in a comment right above it that no reader sees:
 *
 *   <!-- run: local -->           the commands are run, in the page's order, in the local environment
 *   <!-- run: local, exit 1 -->   the same, and they end with this exit code
 *   <!-- run: local, setup -->    the same, before the environment is up
 *   <!-- symptom -->              the text that a symptom shows, or the commands that mend it (the runbook)
 *   <!-- output -->               the block before printed these lines; … stands for any text
 *   <!-- file: path -->           the reader writes this file, and so does the test
 *   <!-- tested: path -->         that test runs these commands
 *   <!-- needs: reason -->        nothing here can run them; NEEDS has the reasons there are
 */

/** Why commands can't be run on a machine that has this clone and nothing else. */
export const NEEDS = [
  'a real cluster',
  'a state backend',
  'a Git host',
  'a Vault',
  'the internet',
  'another version of a tool',
  'your own files',
] as const;

/** What becomes of a block. */
export type Mark =
  | { readonly kind: 'run'; readonly exitCode: number; readonly setup: boolean }
  | { readonly kind: 'symptom' }
  | { readonly kind: 'output' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'tested'; readonly path: string }
  | { readonly kind: 'needs'; readonly reason: (typeof NEEDS)[number] };

const WORDS = /^(run|symptom|output|file|tested|needs)(?::\s*(.*))?$/;

/** The mark in a comment; undefined for a comment that is none. @throws Error for one that says nothing known. */
export function parseMark(comment: string, where: string): Mark | undefined {
  const [, kind, argument = ''] = WORDS.exec(comment) ?? [];
  if (kind === undefined) return undefined;
  const mark = read(kind, argument);
  if (!mark) throw new Error(`${where}: ${comment} is no mark; test/docs/support/marks.ts lists them`);
  return mark;
}

function read(kind: string, argument: string): Mark | undefined {
  if (kind === 'symptom' || kind === 'output') return argument === '' ? { kind } : undefined;
  if (kind === 'file' || kind === 'tested') return argument === '' ? undefined : { kind, path: argument };
  if (kind === 'run') return readRun(argument);
  const reason = NEEDS.find((known) => known === argument);
  return reason && { kind: 'needs', reason };
}

function readRun(argument: string): Mark | undefined {
  const [, option] = /^local(?:, (setup|exit \d+))?$/.exec(argument) ?? [undefined, null];
  if (option === null) return undefined;
  return { kind: 'run', setup: option === 'setup', exitCode: Number(option?.replace(/\D/g, '') || 0) };
}
