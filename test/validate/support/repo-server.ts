import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { binDirectory, resolveTools } from '../../../toolchain';

const PROJECT = resolve(__dirname, '..', '..', '..');

/** Argo CD's repo-server with the plugin's server beside it, as processes on loopback. */
export interface RepoServer {
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts both in a directory of the test's. */
export async function startRepoServer(directory: string): Promise<RepoServer> {
  const tools = await resolveTools(['argocd', 'redis', 'helm', 'helmfile', 'kustomize']);
  const bin = await binDirectory(tools);
  const [redisPort, port, metricsPort] = (await freePorts(3)) as [number, number, number];
  const sockets = join(directory, 'sockets');
  const [home, temporary, plugin] = [
    join(directory, 'home'),
    join(directory, 'tmp'),
    join(directory, 'plugin'),
  ];
  for (const path of [sockets, home, temporary, plugin]) mkdirSync(path, { recursive: true });
  writePlugin(plugin);
  const env = {
    PATH: `${bin}:${process.env['PATH']}`,
    HOME: home,
    TMPDIR: temporary,
    LC_ALL: 'C',
    ARGOCD_PLUGINSOCKFILEPATH: sockets,
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_CMP_WORKDIR: join(directory, 'cmp'),
    REDIS_PASSWORD: 'test',
  };
  const run = (name: string, args: string[]) => spawn(join(bin, name), args, { env, stdio: 'ignore' });
  const children = [
    run('redis', ['-address', `127.0.0.1:${redisPort}`]),
    run('argocd-cmp-server', ['--config-dir-path', plugin]),
    run('argocd-repo-server', [
      '--disable-tls',
      '--client-ca-path',
      '',
      `--redis=127.0.0.1:${redisPort}`,
      '--address=127.0.0.1',
      `--port=${port}`,
      '--metrics-address=127.0.0.1',
      `--metrics-port=${metricsPort}`,
    ]),
  ];
  await waitForPort(port);
  return { address: `127.0.0.1:${port}`, stop: () => stopAll(children) };
}

/** The project's own plugin; its script stands where this test put it. */
function writePlugin(directory: string): void {
  const source = join(PROJECT, 'helmfiles', 'plugin');
  cpSync(join(source, 'render.sh'), join(directory, 'render.sh'));
  const definition = readFileSync(join(source, 'plugin.yaml'), 'utf8');
  const script = join(directory, 'render.sh');
  writeFileSync(
    join(directory, 'plugin.yaml'),
    definition.replace('/home/argocd/cmp-server/plugin/render.sh', script),
  );
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((done) => server.once('listening', done))));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

async function waitForPort(port: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const isOpen = await new Promise<boolean>((answer) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => answer(true)).once('error', () => answer(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the repo-server did not start within 30 s');
}

async function stopAll(children: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    children.map((child) => {
      if (child.exitCode !== null || child.signalCode !== null) return undefined;
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      return gone;
    }),
  );
}

/** Commits a directory's files to a bare repository; returns its address and the commit. */
export async function publish(files: string, repository: string): Promise<{ url: string; sha: string }> {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
  const git = (...args: string[]) => execa('git', args, { cwd: files });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all', '--force');
  await git(...identity, 'commit', '--quiet', '--message', 'Tree');
  await execa('git', ['clone', '--quiet', '--bare', files, repository]);
  const { stdout } = await git('rev-parse', 'HEAD');
  return { url: `file://${repository}`, sha: stdout.trim() };
}
