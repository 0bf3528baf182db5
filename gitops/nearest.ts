/** More edits than these make another word. */
const MAX_EDITS = 3;
/** The part of a word that has to be right for a guess to be worth showing. */
const MIN_SIMILARITY = 0.4;

/**
 * The names that a misspelt word may have meant, all of them equally near; empty where none is near.
 *
 * @param word What was typed.
 * @param names What could have been typed.
 */
export function nearest(word: string, names: Iterable<string>): string[] {
  const guesses = [...new Set(names)]
    .map((name) => ({ name, edits: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= MAX_EDITS && similarity(word, name, edits) > MIN_SIMILARITY);
  const fewest = Math.min(...guesses.map(({ edits }) => edits));
  return guesses
    .filter(({ edits }) => edits === fewest)
    .map(({ name }) => name)
    .sort();
}

/** ` (did you mean x?)`, to go after a name that does not exist; empty where nothing is near. */
export function didYouMean(word: string, names: Iterable<string>): string {
  const guesses = nearest(word, names);
  return guesses.length > 0 ? ` (did you mean ${guesses.join(' or ')}?)` : '';
}

function similarity(word: string, name: string, edits: number): number {
  const length = Math.max(word.length, name.length);
  return (length - edits) / length;
}

/** Insertions, deletions, substitutions and swaps of neighbours that make one word of the other. */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  let twoAbove: number[] = [];
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const substituted = at(above, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swapped = isSwap ? at(twoAbove, column - 2) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(at(above, column) + 1, at(current, column - 1) + 1, substituted, swapped));
    }
    [twoAbove, above] = [above, current];
  }
  return at(above, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
