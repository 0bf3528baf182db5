import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readApplications } from '../../../embedded/applications/read';
import { isWell } from '../../../embedded/applications/wait';
import { embeddedKubeConfig } from '../../../embedded/argo/cluster-reader';
import {
  hostLayout,
  readRequests,
  registerApp,
  registerToken,
  revokeCredential,
} from '../../../embedded/git-host';
import { readDaemon } from '../../../embedded/process/daemon';
import { ARGOCD_NAMESPACE } from '../../../embedded/settings';
import type { Outcome, TestEnvironment } from './environment';

/** The name of the old credential at the git host, and of the new one. */
const OLD = 'monorepo';
const NEW = 'monorepo-next';
const SAMPLE_MS = 1000;
const LOG_IN_MS = 20_000;
const REPOSITORY = 'example-org/argo-bootstrap';

type Kind = 'githubApp' | 'token';

/** A value of that form, which the git host accepts where a name is given. */
function makeValue({ embedded }: TestEnvironment, kind: Kind, name?: string): string {
  const host = hostLayout(embedded.gitHost);
  if (kind === 'token') {
    const token = `ghp_${randomBytes(20).toString('hex')}`;
    if (name !== undefined) registerToken(host, { name, repository: REPOSITORY, token });
    return token;
  }
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const app = { repository: REPOSITORY, appId: '1', installationId: '1', publicKey };
  if (name !== undefined) registerApp(host, { name, ...app });
  return pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

/** What every Application is, once a second until it is stopped; it then says which ones were not well, and when. */
function watchApplications({
  embedded,
}: TestEnvironment): () => Promise<{ taken: number; unwell: string[] }> {
  const config = embeddedKubeConfig(embedded);
  const unwell: string[] = [];
  let expected = 0;
  let taken = 0;
  let stopped = false;
  const run = async () => {
    while (!stopped) {
      const applications = await readApplications(config, ARGOCD_NAMESPACE);
      taken += 1;
      expected = Math.max(expected, applications.length);
      if (applications.length < expected) unwell.push(`${taken}: ${expected - applications.length} are gone`);
      const ill = applications.filter((one) => !isWell(one));
      unwell.push(...ill.map(({ name, sync, health }) => `${taken}: ${name} ${sync} ${health}`));
      await delay(SAMPLE_MS);
    }
  };
  const running = run();
  return async () => {
    stopped = true;
    await running;
    return { taken, unwell };
  };
}

/** The tests of a rotation, for an environment that is up and well, and whose credential is of that kind. */
export function itRotates(opened: () => TestEnvironment, kind: Kind): void {
  /** Staging and production have no local user but for the test that needs one: their people come by single sign-on. */
  async function logIn(): Promise<void> {
    const password = randomBytes(12).toString('hex');
    const { stdout: hash } = await opened().inShell('argocd', 'account', 'bcrypt', '--password', password);
    const user = { 'admin.password': hash.trim(), 'admin.passwordMtime': '2026-01-01T00:00:00Z' };
    await patch('secret', 'argocd-secret', { stringData: user });
    await patch('configmap', 'argocd-cm', { data: { 'admin.enabled': 'true' } });
    const server = readDaemon(opened().embedded.runDirectory, 'server')?.endpoints['https'] ?? '';
    const login = ['login', server, '--insecure', '--username', 'admin', '--password', password];
    const deadline = Date.now() + LOG_IN_MS;
    for (;;) {
      const { exitCode, text } = await opened().inShell('argocd', ...login);
      if (exitCode === 0) return;
      assert.ok(Date.now() < deadline, text);
      await delay(SAMPLE_MS);
    }
  }

  async function patch(kind: string, name: string, change: object): Promise<void> {
    const args = ['patch', kind, name, '-n', 'argocd', '--patch', JSON.stringify(change)];
    const { exitCode, text } = await opened().inShell('kubectl', ...args);
    assert.equal(exitCode, 0, text);
  }

  /** Rotates to a value while every Application is watched. */
  async function rotateTo(value: string): Promise<Outcome> {
    const file = join(opened().embedded.directory, 'new-value');
    writeFileSync(file, value, { mode: 0o600 });
    const stop = watchApplications(opened());
    const { name } = opened().embedded;
    const rotate = ['rotate', OLD, '--env', name, '--from-file', file];
    const outcome = await opened()
      .inShell('bin/argo-bootstrap', ...rotate)
      .finally(() => delay(SAMPLE_MS));
    const { taken, unwell } = await stop();
    assert.deepEqual(unwell, [], outcome.text);
    assert.ok(taken >= 3, `only ${taken} samples were taken`);
    const lines = value.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
    assert.ok(!lines.some((line) => outcome.text.includes(line)), 'the value stands in the output');
    return outcome;
  }

  function configuration(): string {
    const { program, name } = opened().embedded;
    return readFileSync(join(program, `Pulumi.${name}.yaml`), 'utf8');
  }

  async function secrets(): Promise<string> {
    const selector = 'argocd.argoproj.io/secret-type=repository';
    return opened().kubectl(
      'get',
      'secrets',
      '-n',
      'argocd',
      '-l',
      selector,
      '-o',
      'jsonpath={.items[*].data}',
    );
  }

  it('puts a credential that does not work away again, and disturbs nothing', async () => {
    await logIn();
    const before = [configuration(), await secrets()];
    const { exitCode, text } = await rotateTo(makeValue(opened(), kind));

    assert.equal(exitCode, 2, text);
    assert.match(text, /Argo CD cannot read https:.* with the new credential: .*\[credential-refused\]/);
    assert.deepEqual([configuration(), await secrets()], before);
  });

  it('goes over to a credential that works, disturbs nothing, and then needs the old one no longer', async () => {
    const host = hostLayout(opened().embedded.gitHost);
    const start = readRequests(host).length;
    const { exitCode, text } = await rotateTo(makeValue(opened(), kind, NEW));

    assert.equal(exitCode, 0, text);
    const during = readRequests(host).slice(start);
    assert.ok(
      during.some(({ by, what }) => by === NEW && what !== 'installation-token'),
      'Argo CD read with it',
    );
    revokeCredential(host, OLD);
    const revoked = readRequests(host).length;
    opened().editValues(`platform/data-plane/values/${opened().embedded.name}.yaml`, (values) => {
      values['edge'] = { environment: opened().embedded.name, replicas: 4 };
    });
    const sync = await opened().cli('sync');
    assert.equal(sync.exitCode, 0, sync.text);
    const after = readRequests(host).slice(revoked);
    assert.ok(after.some(({ by, status }) => by === NEW && status === 200));
    assert.ok(after.every(({ by }) => by === NEW || by === undefined));
    const preview = await opened().inShell('pulumi', 'preview', '--expect-no-changes', '--non-interactive');
    assert.equal(preview.exitCode, 0, preview.text);
  });
}
