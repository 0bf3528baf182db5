import { commandLine } from './program';
import { refuseColoursInPipes } from './support/colour';
import { reportFailure } from './support/exit';
import { handleInterrupts } from './support/interrupt';

async function main(): Promise<void> {
  try {
    await commandLine().parseAsync();
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}

refuseColoursInPipes();
handleInterrupts();
void main();
