import type { VendorEntry, VendorFile } from './lock';

/** In a value of `fill`: the version of the entry. */
const VERSION = '$version';

/**
 * `content` with what the module leaves to its release filled in: each key of the file's `fill` gives way to its value.
 * A copy that is filled in already stays as it is.
 */
export function filledIn(content: Buffer, file: VendorFile, { version }: VendorEntry): Buffer {
  if (!file.fill) return content;
  const texts = Object.entries(file.fill).map(([text, value]) => [text, value === VERSION ? version : value]);
  return Buffer.from(
    texts.reduce((text, [open = '', value = '']) => text.replaceAll(open, () => value), content.toString()),
  );
}
