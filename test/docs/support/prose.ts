/** A line without its code spans: what stands in those is somebody's spelling, not ours. */
export function withoutCode(text: string): string {
  return text.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '``');
}

/** The code spans of a line. */
export function codeSpans(text: string): string[] {
  return Array.from(text.matchAll(/(`+)(?!`)(.*?)(?<!`)\1(?!`)/g), ([, , code]) => (code ?? '').trim());
}
