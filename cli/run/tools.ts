import { toolNames } from '../../toolchain';
import { ExitCode } from '../support/exit';
import { prepareTools } from '../support/tools';

/** Finds or builds every external tool, and prints the directory that holds them. Returns the exit code. */
export async function tools(json: boolean): Promise<number> {
  const found = await prepareTools(toolNames, (line) => console.error(line));
  console.log(json ? JSON.stringify(found.describe(), null, 2) : found.directory);
  return ExitCode.ok;
}
