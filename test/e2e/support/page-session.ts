import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

const PATIENCE_MS = 240_000;

/** Every reader of these pages has told git who they are. */
const COMMITTER = {
  GIT_AUTHOR_NAME: 'reader',
  GIT_AUTHOR_EMAIL: 'reader@localhost',
  GIT_COMMITTER_NAME: 'reader',
  GIT_COMMITTER_EMAIL: 'reader@localhost',
};

/** What a block printed, and how it ended. */
export interface Printed {
  readonly exitCode: number;
  readonly text: string;
}

/** One reader at one shell: variables and the working directory go on from block to block. */
export class PageSession {
  private readonly directory = mkdtempSync(join(tmpdir(), 'argo-bootstrap-reader-'));

  /** @param root the clone that the reader sits in */
  constructor(
    private readonly root: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Runs commands as a reader would who stops at the first that fails. */
  async type(commands: string): Promise<Printed> {
    const state = join(this.directory, 'state');
    const script = join(this.directory, 'block');
    writeFileSync(script, `${commands}\n{ declare -p; printf 'cd %q\\n' "$PWD"; } >'${state}'\n`);
    const load = `if [ -e '${state}' ]; then . '${state}' 2>/dev/null; fi; set -e; . '${script}'`;
    const result = await execa('bash', ['-c', load], {
      cwd: this.root,
      env: { NO_COLOR: '1', ARGO_BOOTSTRAP_STATE: '', ...COMMITTER, ...this.env },
      all: true,
      reject: false,
      stdin: 'ignore',
      timeout: PATIENCE_MS,
    });
    return { exitCode: result.exitCode ?? -1, text: result.all };
  }

  /** Writes a file of the clone as the page has it. */
  write(path: string, content: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** What a file of the clone says now. */
  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
