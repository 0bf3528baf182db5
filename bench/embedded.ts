import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { EMBEDDED_TOOLS, prepareTools } from '../cli/support/tools';
import { controlPlaneBinaries, deleteControlPlane, startControlPlane } from '../embedded/control-plane';
import { kwokctlConfiguration } from '../embedded/control-plane/configuration';
import { embeddedEnvironment } from '../embedded/environment';
import { TestEnvironment } from '../test/e2e/support/environment';
import { type Figure, figuresTable, least, timed } from './support/figures';
import { isDetached, watchMemory } from './support/memory';
import { mustSucceed } from './support/must-succeed';

/** The embedded environment against the targets of docs/decisions; prints a table and exits 0 either way. */
const MIB_LIMIT = 1536;
const PREVIEWS = 3;
const NO_CHANGES = ['preview', '--non-interactive', '--expect-no-changes'];

type Binaries = Parameters<typeof startControlPlane>[1];

async function main(): Promise<void> {
  const tools = await prepareTools(EMBEDDED_TOOLS, () => undefined);
  const binaries = controlPlaneBinaries(tools.path);
  const version = tools.version('kube-apiserver');
  const figures = [
    await controlPlane(binaries, version),
    ...(await speed(tools.directory)),
    ...(await memory()),
  ];
  console.log(figuresTable(figures));
}

async function controlPlane(binaries: Binaries, version: string): Promise<Figure> {
  const directory = mkdtempSync(join(tmpdir(), 'argo-bootstrap-bench-'));
  try {
    const environment = embeddedEnvironment(directory, 'local', directory);
    const ours = await timed(() => startControlPlane(environment, binaries, version));
    await deleteControlPlane(environment);
    const bare = await timed(() => bareKwokctl(directory, binaries, version));
    return {
      what: 'control plane up',
      measured: ours.seconds,
      target: 5,
      unit: 's',
      bare: { what: 'kwokctl create cluster', measured: bare.seconds },
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function bareKwokctl(directory: string, binaries: Binaries, version: string): Promise<void> {
  const configuration = join(directory, 'bare.yaml');
  writeFileSync(configuration, await kwokctlConfiguration('local', binaries, version));
  const env = { KWOK_WORKDIR: join(directory, 'bare'), KUBECONFIG: join(directory, 'bare-kubeconfig') };
  const common = ['--name', 'bare', '--config', configuration];
  await execa(binaries.kwokctl, ['create', 'cluster', ...common, '--wait', '60s'], { env });
  await execa(binaries.kwokctl, ['delete', 'cluster', '--name', 'bare'], { env });
}

/** How long the commands take, with nothing beside them: to sample memory costs half as much again. */
async function speed(toolDirectory: string): Promise<Figure[]> {
  const environment = await TestEnvironment.create();
  try {
    const first = await timed(() => mustSucceed(environment.cli('up')));
    const second = await timed(() => mustSucceed(environment.cli('up')));
    await environment.inShell('true');
    const preview = () => mustSucceed(environment.inShell('pulumi', ...NO_CHANGES));
    const [ours = 0, empty = 0] = await withEmptyProgram(toolDirectory, (previewEmpty) =>
      least(
        PREVIEWS,
        [preview, previewEmpty].map((run) => async () => (await timed(run)).seconds),
      ),
    );
    const bare = { what: 'pulumi preview of an empty program', measured: empty };
    return [
      { what: 'make up, tools cached, to all Healthy', measured: first.seconds, target: 45, unit: 's' },
      { what: 'second make up', measured: second.seconds, target: 10, unit: 's', bare },
      { what: 'pulumi preview, no changes', measured: ours, target: 3, unit: 's', bare },
    ];
  } finally {
    await environment.remove();
  }
}

/** What the same commands need in memory, in an environment of its own. */
async function memory(): Promise<Figure[]> {
  const environment = await TestEnvironment.create();
  const everything = watchMemory([environment.embedded.directory]);
  const lasting = watchMemory([environment.embedded.directory], isDetached);
  try {
    await mustSucceed(environment.cli('up'));
    await mustSucceed(environment.cli('up'));
    await environment.inShell('true');
    await mustSucceed(environment.inShell('pulumi', ...NO_CHANGES));
    const [all, own] = [everything.stop(), lasting.stop()];
    return [
      { what: 'peak memory, what stays running', measured: own, target: MIB_LIMIT, unit: 'MiB' },
      { what: 'peak memory, with Pulumi at work', measured: all, target: MIB_LIMIT, unit: 'MiB' },
    ];
  } finally {
    everything.stop();
    lasting.stop();
    await environment.remove();
  }
}

/** Has `measure` preview a program that registers nothing. */
async function withEmptyProgram<T>(
  toolDirectory: string,
  measure: (preview: () => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'argo-bootstrap-bench-'));
  const project = join(directory, 'project');
  const env = {
    PATH: `${toolDirectory}:${process.env['PATH'] ?? ''}`,
    PULUMI_HOME: join(directory, 'home'),
    PULUMI_BACKEND_URL: `file://${directory}`,
    PULUMI_CONFIG_PASSPHRASE: 'bench',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    // As in the environment's own shell: else the engine looks for plugins on the network for seconds.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    NODE_PATH: join(__dirname, '..', 'node_modules'),
  };
  try {
    mkdirSync(project);
    const options = '{typescript: false, packagemanager: npm}';
    writeFileSync(
      join(project, 'Pulumi.yaml'),
      `name: empty\nruntime: {name: nodejs, options: ${options}}\n`,
    );
    writeFileSync(join(project, 'package.json'), '{"name": "empty", "main": "index.js"}');
    writeFileSync(join(project, 'index.js'), 'require("@pulumi/pulumi");');
    await execa('ln', ['-s', join(__dirname, '..', 'node_modules'), join(project, 'node_modules')]);
    const pulumi = (...args: string[]) =>
      execa('pulumi', [...args, '--non-interactive'], { cwd: project, env });
    await pulumi('stack', 'init', 'bench');
    return await measure(() => pulumi('preview'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

void main();
