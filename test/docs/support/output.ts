/** Stands for any text in what a page shows. */
const ANYTHING = '…';
const SHA = /\b(?:[0-9a-f]{40}|[0-9a-f]{8}(?<=.*\d.*))\b/;

/**
 * The first line that a page shows and that a command did not print; undefined where it printed all of them, in
 * their order. Other lines may stand between them, blanks are blanks, and one revision is as good as another.
 */
export function missingLine(shown: string, printed: string): string | undefined {
  const rest = printed.split('\n');
  for (const line of shown.split('\n').filter((text) => text.trim() !== '')) {
    const expected = expectation(line);
    const hit = rest.findIndex((text) => expected.test(text));
    if (hit < 0) return line;
    rest.splice(0, hit + 1);
  }
  return undefined;
}

function expectation(line: string): RegExp {
  const words = line.trim().split(/\s+/).map(pattern);
  return new RegExp(words.join('\\s+').replaceAll('\\s+.*\\s+', '\\s+(?:.*\\s+)?'));
}

function pattern(word: string): string {
  if (word === ANYTHING) return '.*';
  return word.split(ANYTHING).map(literal).join('.*');
}

function literal(text: string): string {
  if (SHA.test(text) && text.replace(SHA, '') === '') return `[0-9a-f]{${text.length}}`;
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
