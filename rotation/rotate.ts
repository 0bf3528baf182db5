/** What a rotation does to a credential, step by step. Each step throws where it fails. */
export interface RotationSteps {
  /** Gives Argo CD the new value beside the old one, where no Application uses it. */
  offer(): Promise<void>;
  /** Has Argo CD read the repository with the new value, and with nothing else. */
  tryOffered(): Promise<void>;
  /** Takes the offered value away again; there may be none. */
  withdraw(): Promise<void>;
  /**
   * Puts the new value where the stack's configuration keeps it. Returns what puts the old one back; undefined where the
   * value is kept elsewhere, and whoever put the new one there has to.
   */
  store(): Promise<(() => void) | undefined>;
  /** Brings the Secrets of the cluster to what is kept. */
  deploy(): Promise<void>;
  /** Has Argo CD read the repository by those Secrets, and every Application compare itself again. */
  verify(): Promise<void>;
}

/**
 * Replaces a credential. Argo CD has to read the repository with the new value before anything depends on it, and again
 * when everything does; the old value is put back where that fails, if it can be.
 *
 * @param say is told each step that is done, and where the old value was put back
 */
export async function rotate(steps: RotationSteps, say: (done: string) => void): Promise<void> {
  try {
    await steps.offer();
    await steps.tryOffered();
  } finally {
    await steps.withdraw();
  }
  say('Argo CD reads the repository with the new credential');
  const putBack = await steps.store();
  try {
    await steps.deploy();
    say('The Secrets of every project have it');
    await steps.verify();
    say('Argo CD reads with these Secrets, and no Application has suffered');
  } catch (cause) {
    if (putBack) {
      await rollBack(steps, putBack, cause);
      say('The old credential is in the configuration and in the Secrets again');
    }
    throw cause;
  }
}

async function rollBack(steps: RotationSteps, putBack: () => void, cause: unknown): Promise<void> {
  putBack();
  try {
    await steps.deploy();
  } catch (error) {
    const [first, second] = [cause, error].map((one) => (one instanceof Error ? one.message : String(one)));
    throw new Error(
      `${first}\n\nThe old credential is in the configuration again, but not in the cluster:\n${second}`,
    );
  }
}
