import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import {
  hostLayout,
  type RunningGitHost,
  readRequests,
  registerApp,
  registerDeployKey,
  registerToken,
  repositoryDirectory,
  revokeCredential,
  sshAddress,
  startGitHost,
} from '../../../embedded/git-host';
import { hostRedirection } from '../../../embedded/git-host/redirection';
import { stopDaemon } from '../../../embedded/process/daemon';
import { isAlive } from '../../../embedded/process/identity';
import { waitUntil } from '../../../embedded/process/wait';
import { AppKey } from './support/app';

const REPOSITORY = 'example-org/tree';
const IDENTITY = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

describe('the git host', function () {
  this.timeout(60_000);
  const directory = mkdtempSync(join(tmpdir(), 'argo-bootstrap-git-host-'));
  const layout = hostLayout(join(directory, 'host'));
  const work = join(directory, 'work');
  let host: RunningGitHost;

  before(async () => {
    host = await startGitHost(layout.directory, join(directory, 'run'));
    const served = repositoryDirectory(layout, REPOSITORY);
    await execa('git', ['init', '--quiet', '--bare', '--initial-branch=main', served]);
    await execa('git', ['init', '--quiet', '--initial-branch=main', work]);
    for (const content of ['first', 'second']) await commit(content);
    await inWork('tag', 'v1', 'HEAD~1');
    await inWork('push', '--quiet', '--tags', served, 'main', 'HEAD~1:refs/heads/old');
  });

  after(async () => {
    await Promise.all([host.record, ...(host.ssh ? [host.ssh.record] : [])].map(stopDaemon));
    rmSync(directory, { recursive: true, force: true });
  });

  async function inWork(...args: string[]): Promise<string> {
    return (await execa('git', [...IDENTITY, ...args], { cwd: work })).stdout;
  }

  async function commit(content: string): Promise<void> {
    writeFileSync(join(work, 'file'), content);
    await inWork('add', 'file');
    await inWork('commit', '--quiet', '-m', content);
  }

  /** What a git client says that knows the host's authority and its proxy, and shows `token`. */
  async function git(token: string | undefined, ...args: string[]): Promise<string> {
    const user = token === undefined ? '' : `x-access-token:${token}@`;
    const words = args.map((word) => word.replace('REMOTE', `https://${user}github.com/${REPOSITORY}`));
    const env = {
      HTTPS_PROXY: `http://${host.proxy}`,
      GIT_SSL_CAINFO: layout.authority,
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_GLOBAL: '/dev/null',
    };
    const result = await execa('git', words, { cwd: work, env, all: true, reject: false });
    return result.all;
  }

  /** A new token that reads the repository. */
  function token(name: string, expiresAt?: Date): string {
    const value = `ghp_${randomBytes(20).toString('hex')}`;
    registerToken(layout, { name, repository: REPOSITORY, token: value, ...(expiresAt && { expiresAt }) });
    return value;
  }

  it('shows branches and tags to a credential, and says who looked', async () => {
    const shown = await git(token('reader'), 'ls-remote', 'REMOTE');
    const names = shown.split('\n').map((line) => line.split('\t')[1]);
    assert.deepEqual(names, ['HEAD', 'refs/heads/main', 'refs/heads/old', 'refs/tags/v1']);
    const { at: _, ...last } = readRequests(layout).at(-1) ?? { at: '' };
    assert.deepEqual(last, { what: 'fetch', target: REPOSITORY, status: 200, by: 'reader' });
  });

  it('hands out a commit by its name', async () => {
    const first = await inWork('rev-parse', 'v1');
    const clone = join(directory, 'clone');
    mkdirSync(clone);
    await execa('git', ['init', '--quiet', clone]);
    await git(token('reader'), '-C', clone, 'fetch', '--depth=1', 'REMOTE', first);
    const { stdout } = await execa('git', ['-C', clone, 'show', 'FETCH_HEAD:file']);
    assert.equal(stdout, 'first');
  });

  it('asks who shows nothing, and refuses what it does not know', async () => {
    assert.match(await git(undefined, 'ls-remote', 'REMOTE'), /could not read Username/);
    assert.equal(readRequests(layout).at(-1)?.refused, undefined);
    assert.match(await git('ghp_unknown', 'ls-remote', 'REMOTE'), /Authentication failed/);
    const { at: _, ...last } = readRequests(layout).at(-1) ?? { at: '' };
    assert.deepEqual(last, { what: 'list-references', target: REPOSITORY, status: 401, refused: true });
  });

  it('refuses a token that was revoked or has expired', async () => {
    const gone = token('gone');
    assert.match(await git(gone, 'ls-remote', 'REMOTE'), /refs\/heads\/main/);
    revokeCredential(layout, 'gone');
    assert.match(await git(gone, 'ls-remote', 'REMOTE'), /Authentication failed/);
    const late = token('late', new Date(Date.now() - 1000));
    assert.match(await git(late, 'ls-remote', 'REMOTE'), /Authentication failed/);
  });

  it('hides a repository from a credential for another one', async () => {
    registerToken(layout, { name: 'other', repository: 'example-org/other', token: 'ghp_other-token' });
    assert.match(await git('ghp_other-token', 'ls-remote', 'REMOTE'), /repository '.*' not found/);
  });

  it('takes no push', async () => {
    const answer = await git(token('reader'), 'push', 'REMOTE', 'main:refs/heads/pushed');
    assert.match(answer, /not found|403|404/);
  });

  it('leads to nowhere else', async () => {
    const env = { HTTPS_PROXY: `http://${host.proxy}`, GIT_CONFIG_GLOBAL: '/dev/null' };
    const all = await execa('git', ['ls-remote', 'https://gitlab.com/a/b'], {
      env,
      all: true,
      reject: false,
    });
    assert.match(all.all, /403/);
    const tunnels = readRequests(layout).filter(({ what }) => what === 'tunnel');
    assert.deepEqual(
      tunnels.map(({ target, status }) => [target, status]),
      [['gitlab.com:443', 403]],
    );
  });

  describe('to a GitHub App', () => {
    const key = new AppKey();
    const app = { repository: REPOSITORY, appId: '7', installationId: '70' };

    /** Asks the API for an installation token, as Argo CD's library does. */
    async function ask(
      signedBy: AppKey,
      installation = '70',
    ): Promise<{ status: number; body: { token?: string } }> {
      const now = Math.floor(Date.now() / 1000);
      const jwt = signedBy.jwt({ iss: '7', iat: now - 60, exp: now + 540 });
      const [, port] = host.record.endpoints['https']?.split(':') ?? [];
      const options = {
        ...{ host: '127.0.0.1', port: Number(port), servername: 'api.github.com', method: 'POST' },
        path: `/app/installations/${installation}/access_tokens`,
        ca: readFileSync(layout.authority),
        headers: { authorization: `Bearer ${jwt}` },
      };
      return new Promise((resolve, reject) => {
        const asked = request(options, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => {
            text += chunk.toString();
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
        });
        asked.on('error', reject).end();
      });
    }

    it('gives tokens that read its repository', async () => {
      registerApp(layout, { name: 'app', ...app, publicKey: key.publicKey });
      const { status, body } = await ask(key);
      assert.equal(status, 201);
      assert.match(await git(body.token, 'ls-remote', 'REMOTE'), /refs\/heads\/main/);
      assert.equal(readRequests(layout).at(-1)?.by, 'app');
    });

    it('gives none for another key or installation', async () => {
      assert.equal((await ask(new AppKey())).status, 401);
      assert.equal(readRequests(layout).at(-1)?.refused, true);
      assert.equal((await ask(key, '71')).status, 404);
    });

    it('takes a second key beside the first, and lets each go by itself', async () => {
      const second = new AppKey();
      registerApp(layout, { name: 'app, new key', ...app, publicKey: second.publicKey });
      const [before, later] = [await ask(key), await ask(second)];
      revokeCredential(layout, 'app');
      assert.equal((await ask(key)).status, 401);
      assert.match(await git(before.body.token, 'ls-remote', 'REMOTE'), /Authentication failed/);
      assert.match(await git(later.body.token, 'ls-remote', 'REMOTE'), /refs\/heads\/main/);
    });

    it('gives tokens that expire', async () => {
      registerApp(layout, { name: 'short', ...app, publicKey: key.publicKey, tokenSeconds: 0 });
      const { body } = await ask(key);
      assert.match(await git(body.token, 'ls-remote', 'REMOTE'), /Authentication failed/);
    });
  });

  describe('to a deploy key', () => {
    let address: string;
    let key: string;

    before(async () => {
      assert.ok(host.ssh, "OpenSSH's server is needed: test/tools installs it on Debian");
      assert.deepEqual(sshAddress(layout, join(directory, 'run'))?.host, host.ssh.host);
      address = `ssh://${userInfo().username}@${host.ssh.host}/${REPOSITORY}`;
      key = join(directory, 'deploy-key');
      await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key]);
      const publicKey = readFileSync(`${key}.pub`, 'utf8').trim();
      registerDeployKey(layout, { name: 'deploy key', repository: REPOSITORY, publicKey });
    });

    /** Runs git as Argo CD does: with the key, and with the hosts that it knows. */
    async function overSsh(...args: string[]): Promise<string> {
      const { env, binDirectory = '', knownHosts = '' } = hostRedirection(host);
      const known = join(directory, 'known_hosts');
      writeFileSync(known, knownHosts);
      const strict = `-o StrictHostKeyChecking=yes -o UserKnownHostsFile=${known}`;
      const options = {
        env: {
          ...env,
          PATH: [binDirectory, process.env['PATH']].join(delimiter),
          GIT_SSH_COMMAND: `ssh -i ${key} ${strict}`,
          GIT_CONFIG_GLOBAL: '/dev/null',
        },
        cwd: work,
        all: true,
        reject: false,
      } as const;
      return (await execa('git', args, options)).all;
    }

    it('shows its repository, and says who looked', async () => {
      assert.match(await overSsh('ls-remote', address), /refs\/heads\/main/);
      assert.equal(readRequests(layout).at(-1)?.by, 'deploy key');
    });

    it('gives no other repository and no shell', async () => {
      assert.match(await overSsh('ls-remote', address.replace('tree', 'other')), /Repository not found/);
      assert.match(await overSsh('push', address, 'main:refs/heads/pushed'), /Repository not found/);
    });

    it('refuses a key that was revoked', async () => {
      revokeCredential(layout, 'deploy key');
      assert.match(await overSsh('ls-remote', address), /Permission denied/);
    });
  });

  it('keeps its ports, its certificate and its tokens over a crash', async () => {
    const value = token('reader');
    const { endpoints } = host.record;
    process.kill(host.record.pid, 'SIGKILL');
    await waitUntil(() => !isAlive(host.record), { timeoutMs: 5_000, describe: () => 'it lives on' });
    host = await startGitHost(layout.directory, join(directory, 'run'));
    assert.deepEqual(host.record.endpoints, endpoints);
    assert.match(await git(value, 'ls-remote', 'REMOTE'), /refs\/heads\/main/);
  });

  it('writes no token anywhere', () => {
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
    const texts = entries
      .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(work))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    assert(texts.length > 5);
    assert.deepEqual(
      texts.filter((text) => /gh[ps]_[\w-]{8}/.test(text)),
      [],
    );
  });
});
