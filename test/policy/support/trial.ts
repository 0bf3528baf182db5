import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { execa } from 'execa';
import { prepareTools } from '../../../cli/support/tools';

const ROOT = resolve(__dirname, '..', '..', '..');

/** A resource that the trial program registers. */
export interface TrialResource {
  readonly type: string;
  readonly name: string;
  readonly props: unknown;
}

/** What a Pulumi command ended with. */
export interface Outcome {
  readonly exitCode: number;
  readonly text: string;
}

/** A Pulumi program of any resources, with the real engine and the real policy pack, and a provider that only echoes. */
export class Trial {
  private constructor(
    private readonly directory: string,
    private readonly env: Record<string, string>,
  ) {}

  static async create(): Promise<Trial> {
    const tools = await prepareTools(['pulumi', 'pulumi-language-nodejs'], () => undefined);
    const directory = mkdtempSync(join(tmpdir(), 'policy-trial-'));
    const plugin = join(directory, 'home', 'plugins', 'resource-kubernetes-v4.29.0');
    mkdirSync(join(directory, 'state'));
    cpSync(join(__dirname, 'echo-provider'), plugin, { recursive: true });
    writeFileSync(join(plugin, 'PulumiPlugin.yaml'), 'runtime: nodejs\n');
    cpSync(join(__dirname, 'program'), join(directory, 'program'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(directory, 'program', 'node_modules'));
    return new Trial(directory, {
      PATH: [tools.directory, process.env['PATH'] ?? ''].join(delimiter),
      PULUMI_HOME: join(directory, 'home'),
      PULUMI_BACKEND_URL: `file://${join(directory, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE: 'trial',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      ECHO_MODULES: join(ROOT, 'node_modules'),
      NO_COLOR: '1',
    });
  }

  /** What the program registers from now on. */
  register(resources: readonly TrialResource[]): void {
    writeFileSync(join(this.directory, 'program', 'resources.json'), JSON.stringify(resources));
  }

  /** Runs `preview` or `up` of a stack with the policy pack, configured by rule. */
  async run(
    command: 'preview' | 'up',
    stack: string,
    config: object = {},
    pack = join(ROOT, 'policy'),
  ): Promise<Outcome> {
    const yes = command === 'up' ? ['--yes', '--skip-preview'] : [];
    return this.onStack(stack, command, ...yes, ...this.packOptions(pack, config));
  }

  /** Previews a stack with a pack, or without any. */
  async preview(stack: string, config: object = {}, pack?: string): Promise<Outcome> {
    return this.onStack(stack, 'preview', ...(pack ? this.packOptions(pack, config) : []));
  }

  private async onStack(stack: string, ...args: string[]): Promise<Outcome> {
    await this.pulumi('stack', 'select', '--create', stack);
    return this.pulumi(...args);
  }

  private packOptions(pack: string, config: object): string[] {
    const file = join(this.directory, 'policy-config.json');
    writeFileSync(file, JSON.stringify(config));
    return ['--policy-pack', pack, '--policy-pack-config', file];
  }

  /** Runs a Pulumi command in the program's folder. */
  async pulumi(...args: string[]): Promise<Outcome> {
    const result = await execa('pulumi', [...args, '--non-interactive'], {
      cwd: join(this.directory, 'program'),
      env: this.env,
      all: true,
      reject: false,
      timeout: 120_000,
    });
    return { exitCode: result.exitCode ?? -1, text: result.all };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Every mandatory violation that a command printed: `rule name`, once each, sorted. */
export function violations({ text }: Outcome): string[] {
  const found = Array.from(
    text.matchAll(/\[mandatory\]\s+(\S+)\s+\(\S+ (\S+)\)/g),
    ([, rule, name]) => `${rule} ${name}`,
  );
  return [...new Set(found)].toSorted();
}
