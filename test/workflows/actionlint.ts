import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { resolveTools } from '../../toolchain';

const ROOT = resolve(__dirname, '..', '..');

/** Runs actionlint over the workflows; `make check` ends with its exit code. */
async function main(): Promise<void> {
  const tools = await resolveTools(['actionlint']);
  const actionlint = tools.get('actionlint')?.path ?? 'actionlint';
  // Linters of scripts that happen to be on PATH would make the result depend on the machine.
  const { exitCode } = await execa(actionlint, ['-shellcheck=', '-pyflakes='], {
    cwd: join(ROOT, '.github', 'workflows'),
    stdio: 'inherit',
    reject: false,
  });
  process.exitCode = exitCode ?? 2;
}

void main();
