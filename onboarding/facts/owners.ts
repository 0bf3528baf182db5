/**
 * Who decides about a file, as CODEOWNERS says it: the owners of the last line that matches. Understands the
 * forms that this project uses: `*`, a file, and a folder with a slash at its end.
 */
export function ownersOf(codeowners: string, path: string): string[] {
  const lines = codeowners.split('\n').map((line) => line.replace(/#.*/, '').trim());
  const matching = lines.filter((line) => line !== '' && matches(line.split(/\s+/)[0] ?? '', path));
  return matching.at(-1)?.split(/\s+/).slice(1) ?? [];
}

function matches(pattern: string, path: string): boolean {
  const plain = pattern.replace(/^\//, '');
  return pattern === '*' || plain === path || (plain.endsWith('/') && path.startsWith(plain));
}
