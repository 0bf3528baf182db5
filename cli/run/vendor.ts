import { materialiseVendored } from '../../toolchain';
import { ExitCode } from '../support/exit';

interface Options {
  readonly check?: boolean;
  readonly update?: boolean;
  readonly json?: boolean;
}

/** Puts the third-party files in place that are needed offline. Returns the exit code. */
export async function vendor(options: Options): Promise<number> {
  const { json, ...how } = options;
  const files = await materialiseVendored(how);
  if (json) console.log(JSON.stringify(files, null, 2));
  else
    for (const { file, name, version, state } of files)
      console.log(`${state}  ${file}  (${name} ${version})`);
  return ExitCode.ok;
}
