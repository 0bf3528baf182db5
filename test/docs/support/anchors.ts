import type { Line } from './markdown';

/** The names that GitHub gives to the headings of a page; one that is there already gets a number. */
export function anchorsOf(prose: readonly Line[]): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const { text } of prose) {
    const title = /^#{1,6}\s+(.*?)\s*$/.exec(text)?.[1];
    if (title !== undefined) anchors.add(unused(slug(title), anchors));
  }
  return anchors;
}

function slug(title: string): string {
  return title
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

function unused(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let count = 1; taken.has(candidate); count += 1) candidate = `${name}-${count}`;
  return candidate;
}
