import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { LAYOUT } from '../../../validate/layout';
import { PROJECT_ROOT } from '../../support/checkout';

const IDENTITY = ['-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', '-c', 'commit.gpgsign=false'];
const COPIED = ['Pulumi.local.yaml', 'Pulumi.staging.yaml', 'Pulumi.production.yaml', LAYOUT.gitops];

/** A repository with the tree of this project on `main`, and a history that a test writes. */
export class Repository {
  private constructor(readonly root: string) {}

  static async create(): Promise<Repository> {
    const repository = new Repository(mkdtempSync(join(tmpdir(), 'argo-bootstrap-promotion-')));
    for (const path of COPIED) {
      const filter = (source: string) => !source.includes('/vendor');
      cpSync(join(PROJECT_ROOT, path), join(repository.root, path), { recursive: true, filter });
    }
    await repository.git('init', '--quiet', '--initial-branch=main');
    await repository.commit('Everything');
    return repository;
  }

  async git(...args: string[]): Promise<string> {
    return (await execa('git', [...IDENTITY, ...args], { cwd: this.root })).stdout;
  }

  /** Commits everything; returns the commit's name. */
  async commit(subject: string): Promise<string> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '-m', subject);
    return this.git('rev-parse', 'HEAD');
  }

  /** Writes a file and commits it. */
  async change(file: string, subject: string, text = `# ${subject}\n`): Promise<string> {
    this.write(file, text);
    return this.commit(subject);
  }

  /** Adds a comment to a file of the GitOps tree and commits it. */
  touch(file: string, subject: string): Promise<string> {
    const path = `${LAYOUT.gitops}/${file}`;
    return this.change(path, subject, `${this.read(path)}# ${subject}\n`);
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
