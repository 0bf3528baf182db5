import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { parse, stringify } from 'yaml';
import { prepareTools } from '../../../cli/support/tools';
import { installProvider } from '../../../embedded/provider/install';
import { type Checkout, copyCheckout } from '../../support/checkout';
import type { Outcome } from './trial';

/** Where the stack says that its cluster is. */
interface StackFile {
  readonly config: Readonly<Record<string, { readonly context?: string }>>;
}

/**
 * The committed program and configuration with the real engine and pack. The Kubernetes provider only echoes: the
 * charts of staging and production are on the internet, and what a policy says doesn't depend on them.
 */
export class CommittedStacks {
  private constructor(
    private readonly binaries: string,
    private readonly checkout: Checkout,
    private readonly home: string,
  ) {}

  static async create(): Promise<CommittedStacks> {
    const { directory } = await prepareTools(['pulumi', 'pulumi-language-nodejs'], () => undefined);
    const checkout = await copyCheckout();
    const home = join(checkout.root, '..', 'pulumi');
    mkdirSync(join(home, 'state'), { recursive: true });
    await installProvider({ pulumiHome: home, binDirectory: directory, userPulumiHome: join(home, 'none') });
    const plugin = join(home, 'plugins', 'resource-kubernetes-v4.29.0');
    rmSync(plugin, { recursive: true });
    cpSync(join(__dirname, 'echo-provider'), plugin, { recursive: true });
    writeFileSync(join(plugin, 'PulumiPlugin.yaml'), 'runtime: nodejs\n');
    return new CommittedStacks(directory, checkout, home);
  }

  /** Runs a Pulumi command on a stack. */
  async pulumi(stack: string, ...args: string[]): Promise<Outcome> {
    const result = await execa('pulumi', [...args, '--stack', stack, '--non-interactive'], {
      cwd: this.checkout.root,
      env: {
        PATH: [this.binaries, process.env['PATH'] ?? ''].join(delimiter),
        KUBECONFIG: this.kubeconfigFor(stack),
        PULUMI_HOME: this.home,
        PULUMI_BACKEND_URL: `file://${join(this.home, 'state')}`,
        PULUMI_CONFIG_PASSPHRASE: 'local',
        PULUMI_SKIP_UPDATE_CHECK: 'true',
        ECHO_MODULES: join(this.checkout.root, 'node_modules'),
        NO_COLOR: '1',
      },
      all: true,
      reject: false,
    });
    return { exitCode: result.exitCode ?? -1, text: result.all };
  }

  /** A kubeconfig with the context that the stack is configured for, and nothing behind it. */
  private kubeconfigFor(stack: string): string {
    const path = join(this.checkout.root, `Pulumi.${stack}.yaml`);
    const { config } = parse(readFileSync(path, 'utf8')) as StackFile;
    const context = config['argo-bootstrap:kubernetes']?.context ?? '';
    const kubeconfig = {
      'current-context': context,
      contexts: [{ name: context, context: { cluster: 'none' } }],
      clusters: [{ name: 'none', cluster: { server: 'https://127.0.0.1:1' } }],
    };
    const file = join(this.home, `${stack}.kubeconfig`);
    writeFileSync(file, stringify(kubeconfig));
    return file;
  }

  remove(): void {
    this.checkout.remove();
  }
}
