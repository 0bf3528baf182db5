/** Replaces every one of `secrets` in a message, the longest first. */
export function redact(message: string, secrets: ReadonlySet<string>): string {
  const ordered = [...secrets].sort((a, b) => b.length - a.length);
  return ordered.reduce((text, secret) => text.replaceAll(secret, '[secret]'), message);
}
