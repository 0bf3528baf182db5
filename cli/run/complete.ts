import type { Command } from 'commander';
import { visibleLine } from '../../gitops/visible';
import { candidatesFor } from '../completion/candidates';
import { ExitCode } from '../support/exit';

/** Prints what may stand at the cursor, in the form that the scripts of `completion` read. Returns the exit code. */
export async function complete(program: Command, words: readonly string[]): Promise<number> {
  const offer = await candidatesFor(program, words);
  if (typeof offer === 'string') console.log(`:${offer}`);
  else
    for (const { value, description } of offer)
      console.log(`${visibleLine(value)}\t${firstLine(description)}`);
  return ExitCode.ok;
}

function firstLine(text: string): string {
  return visibleLine(text.split('\n', 1)[0]?.replaceAll('\t', ' ') ?? '');
}
