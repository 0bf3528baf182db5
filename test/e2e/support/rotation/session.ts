import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readDaemon } from '../../../../embedded/process/daemon';
import type { Outcome, TestEnvironment } from '../environment';
import type { Subject } from './subject';
import { SAMPLE_MS, watchApplications } from './watch';

const LOG_IN_MS = 20_000;
const REPOSITORY_SECRETS = ['secrets', '-n', 'argocd', '-l', 'argocd.argoproj.io/secret-type=repository'];

interface RepositorySecret {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly data: Readonly<Record<string, string>>;
}

/** Somebody who may rotate the credentials of an environment, and who watches what that does to it. */
export class RotationSession {
  constructor(
    readonly environment: TestEnvironment,
    private readonly subject: Subject,
  ) {}

  /** Rotates to a value, sees that no Application notices, and that the value is shown nowhere. */
  async rotateTo(value: string, ...flags: string[]): Promise<Outcome> {
    await this.logIn();
    const { embedded } = this.environment;
    const file = join(embedded.directory, 'new-value');
    writeFileSync(file, value, { mode: 0o600 });
    const stop = watchApplications(this.environment);
    const rotate = ['rotate', this.subject.name, '--env', embedded.name, '--from-file', file, ...flags];
    const outcome = await this.environment
      .inShell('bin/argo-bootstrap', ...rotate)
      .finally(() => delay(SAMPLE_MS));
    const { taken, unwell } = await stop();
    assert.deepEqual(unwell, [], outcome.text);
    assert.ok(taken >= 3, `only ${taken} samples were taken`);
    const lines = value.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
    assert.ok(!lines.some((line) => outcome.text.includes(line)), 'the value stands in the output');
    return outcome;
  }

  /** What must be as it was where a rotation fails: the file that holds the value, and a digest of every Secret. */
  async kept(): Promise<string[]> {
    const { environment, subject } = this;
    const file = readFileSync(join(environment.embedded.program, subject.file), 'utf8');
    const secrets = await this.secrets();
    const digest = (data: object) => createHash('sha256').update(JSON.stringify(data)).digest('hex');
    return [file, ...secrets.map(({ metadata, data }) => `${metadata.name} ${digest(data)}`)];
  }

  /** Every Secret of the credential has the value. */
  async assertHeld(value: string): Promise<void> {
    const encoded = Buffer.from(value, 'utf8').toString('base64');
    const own = (await this.secrets()).filter(({ metadata }) =>
      metadata.name.startsWith(`repo-${this.subject.name}-`),
    );
    const without = own.filter(({ data }) => !Object.values(data).includes(encoded));
    assert.ok(own.length > 0, 'there is no Secret');
    assert.deepEqual(
      without.map(({ metadata }) => metadata.name),
      [],
    );
  }

  /** How often each Secret was written, as `<name> <version>`. */
  async secretVersions(): Promise<string[]> {
    return (await this.secrets()).map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`);
  }

  /** Pulumi finds every resource as the configuration says. */
  async assertNothingToDo(): Promise<void> {
    const args = ['preview', '--expect-no-changes', '--non-interactive'];
    const preview = await this.environment.inShell('pulumi', ...args);
    assert.equal(preview.exitCode, 0, preview.text);
  }

  /** Staging and production have no local user but for the test that needs one: their people come by single sign-on. */
  private async logIn(): Promise<void> {
    const { environment } = this;
    const { text: whoami } = await environment.inShell('argocd', 'account', 'get-user-info');
    if (/^Logged In: true$/m.test(whoami)) return;
    const password = randomBytes(12).toString('hex');
    const hashed = await environment.inShell('argocd', 'account', 'bcrypt', '--password', password);
    const user = { 'admin.password': hashed.stdout.trim(), 'admin.passwordMtime': '2026-01-01T00:00:00Z' };
    await this.patch('secret', 'argocd-secret', { stringData: user });
    await this.patch('configmap', 'argocd-cm', { data: { 'admin.enabled': 'true' } });
    const server = readDaemon(environment.embedded.runDirectory, 'server')?.endpoints['https'] ?? '';
    const login = ['login', server, '--insecure', '--username', 'admin', '--password', password];
    const deadline = Date.now() + LOG_IN_MS;
    for (;;) {
      const { exitCode, text } = await environment.inShell('argocd', ...login);
      if (exitCode === 0) return;
      assert.ok(Date.now() < deadline, text);
      await delay(SAMPLE_MS);
    }
  }

  /** The Secrets by which Argo CD reads repositories, by name. */
  private async secrets(): Promise<RepositorySecret[]> {
    const text = await this.environment.kubectl('get', ...REPOSITORY_SECRETS, '-o', 'json');
    return (JSON.parse(text) as { items: RepositorySecret[] }).items;
  }

  private async patch(kind: string, name: string, change: object): Promise<void> {
    const args = ['patch', kind, name, '-n', 'argocd', '--patch', JSON.stringify(change)];
    const { exitCode, text } = await this.environment.inShell('kubectl', ...args);
    assert.equal(exitCode, 0, text);
  }
}
