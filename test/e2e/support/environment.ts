import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { parse, stringify } from 'yaml';
import type { ApplicationStatus } from '../../../embedded/applications/read';
import {
  type EmbeddedEnvironment,
  type EnvironmentName,
  embeddedEnvironment,
} from '../../../embedded/environment';
import { type Checkout, copyCheckout } from '../../support/checkout';

const COMMAND_TIMEOUT_MS = 280_000;
const SLICES = 'infra/kubernetes/gitops/argocd';

/** What a command ended with. */
export interface Outcome {
  readonly exitCode: number;
  /** Standard output and standard error as a terminal would show them. */
  readonly text: string;
  readonly stdout: string;
}

/** A clone with an environment of its own, driven through its command line as a user would. */
export class TestEnvironment {
  private shell: Record<string, string> = {};
  private readonly exported: Record<string, string> = {};

  private constructor(
    private readonly checkout: Checkout,
    readonly embedded: EmbeddedEnvironment,
    /** A kubeconfig that names a cluster which must never be touched. */
    readonly foreignKubeconfig: string,
  ) {}

  static async create(name: EnvironmentName = 'local'): Promise<TestEnvironment> {
    const checkout = await copyCheckout();
    const foreign = join(checkout.root, '..', 'foreign-kubeconfig');
    writeFileSync(foreign, FOREIGN_KUBECONFIG);
    return new TestEnvironment(checkout, embeddedEnvironment(checkout.root, name, undefined), foreign);
  }

  get root(): string {
    return this.checkout.root;
  }

  /** Runs `bin/argo-bootstrap <command>` in the clone, for this environment. */
  async cli(command: string, ...args: string[]): Promise<Outcome> {
    const { name } = this.embedded;
    const environment = name === 'local' ? [] : ['--env', name];
    const kubeconfig = { KUBECONFIG: this.foreignKubeconfig };
    return this.run('bin/argo-bootstrap', [command, ...environment, ...args], this.root, kubeconfig);
  }

  /** What `interrupt` ends with; null where the signal itself ended `up`. */
  async interruptUp(marker: RegExp, signal: NodeJS.Signals): Promise<number | null> {
    return (await this.interrupt(marker, signal)).exitCode;
  }

  /**
   * Runs `up` and sends `signal` to its whole process group, as a terminal does, once its output matches `marker`.
   */
  async interrupt(
    marker: RegExp,
    signal: NodeJS.Signals,
  ): Promise<{ readonly exitCode: number | null; readonly text: string }> {
    const child = spawn('bin/argo-bootstrap', ['up'], {
      cwd: this.root,
      env: { ...process.env, KUBECONFIG: this.foreignKubeconfig, NO_COLOR: '1' },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let sent = false;
    const watch = (chunk: Buffer) => {
      output += chunk.toString();
      if (sent || !marker.test(output)) return;
      sent = true;
      process.kill(-(child.pid ?? 0), signal);
    };
    child.stdout.on('data', watch);
    child.stderr.on('data', watch);
    const [exitCode] = (await once(child, 'close')) as [number | null];
    if (!sent) throw new Error(`up ended before it said ${marker}:\n${output}`);
    return { exitCode, text: output };
  }

  /** Runs a plain command where Pulumi's program is, in a shell that `argo-bootstrap env` has set up. */
  async inShell(command: string, ...args: string[]): Promise<Outcome> {
    if (Object.keys(this.shell).length === 0) {
      const rehearsal = this.embedded.name === 'local' ? [] : ['--rehearsal'];
      this.shell = parseExports((await this.cli('env', ...rehearsal)).stdout);
    }
    return this.run(command, args, this.embedded.program, { ...this.shell, ...this.exported });
  }

  /** Sets a variable for every command that {@link inShell} runs from now on. */
  exportVariable(name: string, value: string): void {
    this.exported[name] = value;
  }

  private async run(
    command: string,
    args: string[],
    cwd: string,
    env: Record<string, string>,
  ): Promise<Outcome> {
    const options = { cwd, env: { ...env, NO_COLOR: '1', ARGO_BOOTSTRAP_STATE: '' } };
    const result = await execa(command, args, {
      ...options,
      all: true,
      reject: false,
      timeout: COMMAND_TIMEOUT_MS,
    });
    return { exitCode: result.exitCode ?? -1, text: result.all, stdout: result.stdout };
  }

  async kubectl(...args: string[]): Promise<string> {
    return (await this.inShell('kubectl', ...args)).stdout;
  }

  /** The Applications as `status --json` prints them, by name. */
  async applications(): Promise<Map<string, ApplicationStatus>> {
    const { stdout } = await this.cli('status', '--json');
    const list = JSON.parse(stdout) as ApplicationStatus[];
    return new Map(list.map((application) => [application.name, application]));
  }

  /** Rewrites one values file of a slice; returns a function that puts the old text back. */
  editValues(file: string, change: (values: Record<string, unknown>) => void): () => void {
    const path = join(this.root, SLICES, file);
    const before = readFileSync(path, 'utf8');
    const values = (parse(before) ?? {}) as Record<string, unknown>;
    change(values);
    writeFileSync(path, stringify(values));
    return () => writeFileSync(path, before);
  }

  /** Replaces a file of the tree as text; returns a function that puts the old text back. */
  writeFile(file: string, content: string): () => void {
    const path = join(this.root, SLICES, file);
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, content);
    return () => writeFileSync(path, before);
  }

  /** Puts every file of the clone back as it was; what is running learns of it at the next `sync`. */
  async restoreFiles(): Promise<void> {
    const { stdout: first } = await execa('git', ['rev-list', '--max-parents=0', 'HEAD'], { cwd: this.root });
    await execa('git', ['reset', '--quiet', '--hard', first], { cwd: this.root });
    await execa('git', ['clean', '--quiet', '-d', '--force'], { cwd: this.root });
  }

  /** Stops everything and removes the clone. */
  async remove(): Promise<void> {
    if (existsSync(this.embedded.directory)) await this.cli('down');
    this.checkout.remove();
  }
}

/** An address from the range for documentation: a request to it would hang, and so be noticed. */
export const FOREIGN_KUBECONFIG = stringify({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'precious',
  clusters: [{ name: 'precious', cluster: { server: 'https://192.0.2.1:6443' } }],
  contexts: [{ name: 'precious', context: { cluster: 'precious', user: 'owner' } }],
  users: [{ name: 'owner', user: { token: 'precious-token' } }],
});

function parseExports(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => /^export ([A-Z_]+)='(.*)'$/.exec(line));
  return Object.fromEntries(
    lines.flatMap((match) => (match ? [[match[1] ?? '', (match[2] ?? '').replaceAll("'\\''", "'")]] : [])),
  );
}
