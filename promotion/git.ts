import { execa } from 'execa';
import { LAYOUT } from '../validate/layout';

/**
 * What an environment reads at its revision, as git takes paths. The root Applications are no part of it: Pulumi
 * applies them from the checkout that it runs in, and a promotion changes them.
 */
const READ_PATHS = ['--', LAYOUT.gitops, `:(exclude)${LAYOUT.parents}`];

/** One commit. */
export interface Commit {
  readonly sha: string;
  readonly author: string;
  /** ISO 8601. */
  readonly date: string;
  readonly subject: string;
}

/** The questions that a promotion asks of a checkout's history. Nothing is fetched and nothing is changed. */
export class History {
  constructor(private readonly root: string) {}

  /** The commit that a name means; undefined where git knows none. */
  async commit(name: string): Promise<string | undefined> {
    const found = await this.ask('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
    return found?.trim();
  }

  async contains(descendant: string, ancestor: string): Promise<boolean> {
    return (await this.ask('merge-base', '--is-ancestor', ancestor, descendant)) !== undefined;
  }

  async isShallow(): Promise<boolean> {
    return (await this.ask('rev-parse', '--is-shallow-repository'))?.trim() === 'true';
  }

  /** How many commits `to` has that `from` hasn't. */
  async count(from: string, to: string): Promise<number> {
    return Number(await this.tell('rev-list', '--count', `${from}..${to}`));
  }

  /** Those of them that change what environments read, newest first. */
  async commits(from: string, to: string): Promise<Commit[]> {
    const text = await this.tell('log', '-z', '--format=%H%n%an%n%aI%n%s', `${from}..${to}`, ...READ_PATHS);
    return text
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => {
        const [sha = '', author = '', date = '', subject = ''] = entry.split('\n');
        return { sha, author, date, subject };
      });
  }

  /** The files among what environments read that differ between two commits. */
  async changedFiles(from: string, to: string): Promise<string[]> {
    return lines(await this.tell('diff', '--name-only', '-z', '--no-renames', from, to, ...READ_PATHS));
  }

  /** The files of a commit that environments read. */
  async files(commit: string): Promise<string[]> {
    return lines(await this.tell('ls-tree', '-r', '-z', '--name-only', commit, '--', LAYOUT.gitops));
  }

  /** A file's text in a commit; undefined where it has none. */
  async text(commit: string, file: string): Promise<string | undefined> {
    return this.ask('show', `${commit}:${file}`);
  }

  /** Stands for what environments read at a commit: equal for two that differ elsewhere only. */
  async fingerprint(commit: string): Promise<string | undefined> {
    const parents = LAYOUT.parents.split('/').at(-1);
    const entries = await this.ask('ls-tree', `${commit}:${LAYOUT.gitops}`);
    return entries
      ?.split('\n')
      .filter((line) => !line.endsWith(`\t${parents}`))
      .join('\n');
  }

  /** The commits that changed a file, newest first. */
  async commitsOf(file: string): Promise<string[]> {
    return ((await this.ask('log', '--format=%H', '--', file)) ?? '').split('\n').filter(Boolean);
  }

  /** Those of the files that differ from the last commit, or that git doesn't know. */
  async uncommitted(files: readonly string[]): Promise<string[]> {
    const status = await this.tell('status', '--porcelain', '-z', '--untracked-files=all', '--', ...files);
    return lines(status).map((line) => line.slice(3));
  }

  private async tell(...args: string[]): Promise<string> {
    return (await execa('git', args, { cwd: this.root, maxBuffer: 256 << 20 })).stdout;
  }

  private async ask(...args: string[]): Promise<string | undefined> {
    const result = await execa('git', args, { cwd: this.root, reject: false, maxBuffer: 256 << 20 });
    return result.exitCode === 0 ? result.stdout : undefined;
  }
}

function lines(text: string): string[] {
  return text.split('\0').filter((line) => line !== '');
}
