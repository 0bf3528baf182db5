import { setTimeout as delay } from 'node:timers/promises';
import { missingLine } from '../../../docs/support/output';
import type { TestEnvironment } from '../environment';
import type { PageSession } from '../page-session';

const PATIENCE_MS = 60_000;
const POLL_MS = 500;

/** Brings a symptom about and returns what is then seen; `shown` is what the page shows. */
export type Produce = (stage: Stage, shown: string) => Promise<string>;

/** Where symptoms are brought about, and mended afterwards. */
export class Stage {
  private readonly seen = new Map<string, string>();
  private readonly mends: (() => void | Promise<void>)[] = [];

  constructor(
    readonly environment: TestEnvironment,
    readonly session: PageSession,
  ) {}

  /** What the commands print, however they end. */
  async see(commands: string): Promise<string> {
    return (await this.session.type(commands)).text;
  }

  /** Runs commands that must not fail. */
  async mustRun(commands: string): Promise<void> {
    const { exitCode, text } = await this.session.type(commands);
    if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${commands}\n${text}`);
  }

  /** Repeats the commands until they print what is shown, for a while; returns what they printed last. */
  async seeUntil(shown: string, commands: string): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS;
    // One look may show many symptoms at once.
    for (let text = this.seen.get(commands) ?? ''; ; text = await this.see(commands)) {
      this.seen.set(commands, text);
      if (missingLine(shown, text) === undefined || Date.now() > deadline) return text;
      await delay(POLL_MS);
    }
  }

  /** Puts `content` in a file of the clone until `mend`. */
  write(path: string, content: string): void {
    this.session.write(path, content);
    this.onMend(() => this.environment.restoreFiles());
  }

  /** Changes a text in a file of the clone until `mend`. */
  edit(path: string, from: string, to: string): void {
    const before = this.session.read(path);
    if (!before.includes(from)) throw new Error(`${path} doesn't say ${from}`);
    this.write(path, before.replace(from, to));
  }

  onMend(mend: () => void | Promise<void>): void {
    this.mends.push(mend);
  }

  /** What a person does before the commands on the page. */
  async mend(): Promise<void> {
    for (const mend of this.mends.splice(0)) await mend();
  }
}
