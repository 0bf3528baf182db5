/** Waits for a command of a benchmark, and throws what it printed where it fails: its time would mean nothing. */
export async function mustSucceed(outcome: Promise<{ exitCode: number; text: string }>): Promise<void> {
  const { exitCode, text } = await outcome;
  if (exitCode !== 0) throw new Error(`a command of the benchmark failed (exit code ${exitCode}):\n${text}`);
}
