import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { installProvider } from '../../../../embedded/provider/install';
import type { TestCluster } from './cluster';

/** One resource of the trial program, see program/index.js. */
export interface ProgramResource {
  readonly type: string;
  readonly name: string;
  readonly args: object;
  readonly options?: object;
}

/** A stack of the trial program, driven by the real Pulumi command line with the offline provider. */
export class TrialStack {
  /** Everything that Pulumi has printed so far. */
  output = '';

  private constructor(
    private readonly directory: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly pulumi: string,
  ) {}

  static async create(cluster: TestCluster, kubeconfig = cluster.kubeconfig): Promise<TrialStack> {
    const directory = await mkdtemp(join(tmpdir(), 'argo-bootstrap-test-'));
    const binDirectory = cluster.tools.directory;
    const pulumiHome = join(directory, 'home');
    const state = join(directory, 'state');
    await mkdir(state);
    await cp(join(__dirname, 'program'), join(directory, 'program'), { recursive: true });
    const modules = join(__dirname, '..', '..', '..', '..', 'node_modules');
    await symlink(modules, join(directory, 'program', 'node_modules'));
    const env = {
      ...process.env,
      PATH: [binDirectory, process.env['PATH']].join(delimiter),
      KUBECONFIG: kubeconfig,
      PULUMI_HOME: pulumiHome,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: 'trial',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      NO_COLOR: '1',
    };
    const stack = new TrialStack(directory, env, join(binDirectory, 'pulumi'));
    await withOfflineProvider(() => installProvider({ pulumiHome, binDirectory, userPulumiHome: directory }));
    await stack.run('stack', 'init', 'trial');
    return stack;
  }

  /** What the program registers from now on. */
  register(resources: readonly ProgramResource[]): Promise<void> {
    return writeFile(join(this.directory, 'program', 'resources.json'), JSON.stringify(resources));
  }

  /** Runs a Pulumi command; what it prints is returned, or is the message of the error. */
  async run(...args: string[]): Promise<string> {
    const { code, output } = await this.attempt(...args);
    if (code !== 0) throw new Error(output);
    return output;
  }

  /** As {@link run}, without judging the exit code. */
  attempt(...args: string[]): Promise<{ code: number; output: string }> {
    const options = { cwd: join(this.directory, 'program'), env: this.env };
    return new Promise((resolve) => {
      execFile(this.pulumi, [...args, '--non-interactive'], options, (error, stdout, stderr) => {
        this.output += stdout + stderr;
        resolve({ code: error ? 1 : 0, output: stdout + stderr });
      });
    });
  }

  /** Everything that Pulumi keeps on disk about the stack, history and backups included. */
  async kept(): Promise<string> {
    const names = await readdir(join(this.directory, 'state'), { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
  }

  remove(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }
}

/** The tests are about the offline provider, wherever they run. */
async function withOfflineProvider(run: () => Promise<unknown>): Promise<void> {
  const before = process.env['ARGO_BOOTSTRAP_PROVIDER'];
  process.env['ARGO_BOOTSTRAP_PROVIDER'] = 'offline';
  try {
    await run();
  } finally {
    if (before === undefined) delete process.env['ARGO_BOOTSTRAP_PROVIDER'];
    else process.env['ARGO_BOOTSTRAP_PROVIDER'] = before;
  }
}
