import { materialiseVendored } from '../../toolchain';
import { ExitCode } from '../support/exit';

/** Puts the third-party files in place that are needed offline. Returns the exit code. */
export async function vendor(options: { check?: boolean; update?: boolean }): Promise<number> {
  for (const { file, name, version, state } of await materialiseVendored(options)) {
    console.log(`${state}  ${file}  (${name} ${version})`);
  }
  return ExitCode.ok;
}
