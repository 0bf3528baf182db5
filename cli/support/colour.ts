import pc from 'picocolors';

/**
 * Keeps colours out of whatever is not a terminal. Some libraries take a job's log for a screen, each by other
 * variables; this one all of them know, and the programs that are started as well.
 */
export function refuseColoursInPipes(): void {
  if (process.stdout.isTTY) return;
  process.env['NO_COLOR'] = '1';
  delete process.env['FORCE_COLOR'];
}

/** Colours for what is written to `stream`: none where it is not a terminal or NO_COLOR is set. */
export function coloursOf(stream: { readonly isTTY?: boolean }): ReturnType<typeof pc.createColors> {
  return pc.createColors(pc.isColorSupported && stream.isTTY === true && !process.env['NO_COLOR']);
}
