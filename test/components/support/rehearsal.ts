import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { parseDocument } from 'yaml';
import { installProvider } from '../../../embedded/provider/install';
import { materialiseVendored } from '../../../toolchain';
import { type Checkout, copyCheckout } from '../../support/checkout';

/** The tools that a rehearsal with credentials of every kind and source needs. */
export const REHEARSAL_TOOLS = [
  'pulumi',
  'pulumi-language-nodejs',
  'helm',
  'kubectl',
  'sops',
  'age',
  'age-keygen',
] as const;

/** Where a rehearsal runs, and with what. */
export interface RehearsalOptions {
  readonly kubeconfig: string;
  readonly context: string;
  /** Directory of the pinned tools. */
  readonly tools: string;
  /** What the stack's secrets are encrypted by. */
  readonly passphrase?: string;
}

/** The staging stack of a copy of this project against a cluster of this machine, by the real Pulumi command line. */
export class Rehearsal {
  private constructor(
    readonly checkout: Checkout,
    private readonly directory: string,
    readonly env: Record<string, string>,
  ) {}

  static async create({
    kubeconfig,
    context,
    tools,
    passphrase = 'rehearsal',
  }: RehearsalOptions): Promise<Rehearsal> {
    const checkout = await copyCheckout();
    await materialiseVendored({ root: checkout.root });
    const directory = mkdtempSync(join(tmpdir(), 'argo-bootstrap-rehearsal-'));
    mkdirSync(join(directory, 'state'));
    const env = {
      PATH: [tools, process.env['PATH']].join(delimiter),
      KUBECONFIG: kubeconfig,
      PULUMI_HOME: join(directory, 'home'),
      PULUMI_BACKEND_URL: `file://${join(directory, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE: passphrase,
      PULUMI_STACK: 'staging',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      // Lets a command write its events to a file.
      PULUMI_DEBUG_COMMANDS: 'true',
    };
    await installProvider({ pulumiHome: env.PULUMI_HOME, binDirectory: tools, userPulumiHome: directory });
    const rehearsal = new Rehearsal(checkout, directory, env);
    rehearsal.edit('Pulumi.staging.yaml', (document) => {
      document.setIn(['config', 'argo-bootstrap:kubernetes', 'context'], context);
      document.setIn(['config', 'argo-bootstrap:argocd', 'chart'], {
        source: 'path',
        path: 'charts/argo-cd',
      });
      document.deleteIn(['config', 'argo-bootstrap:certificates']);
    });
    await rehearsal.pulumi('stack', 'init', 'staging');
    return rehearsal;
  }

  /** Changes a YAML file of the copy. */
  edit(file: string, change: (document: ReturnType<typeof parseDocument>) => void): void {
    const path = join(this.checkout.root, file);
    const document = parseDocument(readFileSync(path, 'utf8'));
    change(document);
    writeFileSync(path, document.toString());
  }

  /** Runs a Pulumi command. Returns all it printed; a failure is the caller's to judge. */
  async pulumi(...args: string[]): Promise<{ failed: boolean; output: string }> {
    return this.pulumiWithInput('', ...args);
  }

  /** As {@link pulumi}, with something to read on standard input. */
  async pulumiWithInput(input: string, ...args: string[]): Promise<{ failed: boolean; output: string }> {
    const all = [...args, '--non-interactive', '--color=never'];
    const options = { cwd: this.checkout.root, env: this.env, all: true, reject: false, input } as const;
    const result = await execa('pulumi', all, options);
    return { failed: result.failed, output: result.all };
  }

  /** Everything that was written besides the copy: state, history, backups and logs. */
  kept(): string {
    const entries = readdirSync(join(this.directory, 'state'), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    return files.map((file) => readFileSync(file, 'utf8')).join('\n');
  }

  remove(): void {
    this.checkout.remove();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
