import { diagnose, formatDoctor } from '../../toolchain';
import { ExitCode } from '../support/exit';

/** Every external tool, where it is, and why another was refused. Returns the exit code. */
export async function doctor(json: boolean): Promise<number> {
  const reports = await diagnose();
  console.log(json ? JSON.stringify(reports, null, 2) : formatDoctor(reports));
  const missing = reports.some(({ source }) => source === 'missing');
  return missing ? ExitCode.notWell : ExitCode.ok;
}
