import assert from 'node:assert/strict';
import { hostLayout, readRequests, revokeCredential } from '../../../../embedded/git-host';
import type { TestEnvironment } from '../environment';
import { FROZEN, freezeSecret } from './frozen-secret';
import { RotationSession } from './session';
import { makeValue, type Subject } from './subject';

/** One of the projects whose Secret a rotation changes. */
const FROZEN_PROJECT = 'apps';

interface Deployment {
  readonly deployment: { readonly pending_operations?: readonly unknown[] };
}

/** A value that the git host does not accept changes nothing. For an environment that is up and well. */
export function itPutsAway(opened: () => TestEnvironment, subject: Subject): void {
  it('puts a credential that does not work away again, and disturbs nothing', async () => {
    const session = new RotationSession(opened(), subject);
    const before = await session.kept();
    const { exitCode, text } = await session.rotateTo(await makeValue(opened(), subject));

    assert.equal(exitCode, 2, text);
    assert.match(text, /Argo CD cannot read \S+ with the new credential: .*\[credential-refused\]/);
    assert.deepEqual(await session.kept(), before);
  });
}

/** The cluster refuses one of the Secrets, when others have the new value already. */
export function itRollsBack(opened: () => TestEnvironment, subject: Subject): void {
  it('goes back where the cluster refuses a Secret, disturbs nothing, and leaves nothing half done', async () => {
    const session = new RotationSession(opened(), subject);
    const unwanted = `${subject.name}-unwanted`;
    const value = await makeValue(opened(), subject, unwanted);
    const [before, versions] = [await session.kept(), await session.secretVersions()];
    const frozen = `repo-${subject.name}-${FROZEN_PROJECT}`;
    const lift = await freezeSecret(opened(), frozen);
    const { exitCode, text } = await session.rotateTo(value).finally(lift);

    assert.equal(exitCode, 2, text);
    assert.ok(text.includes(FROZEN), text);
    assert.match(text, /✔ The old credential is in the configuration and in the Secrets again/);
    assert.deepEqual(await session.kept(), before);
    const written = (await session.secretVersions()).filter((one) => !versions.includes(one));
    assert.ok(written.length > 0, 'the cluster refused before anything was changed');
    assert.ok(!written.some((one) => one.startsWith(`${frozen} `)), written.join(', '));
    const { stdout } = await opened().inShell('pulumi', 'stack', 'export');
    assert.deepEqual((JSON.parse(stdout) as Deployment).deployment.pending_operations ?? [], []);
    await session.assertNothingToDo();
    revokeCredential(hostLayout(opened().embedded.gitHost), unwanted);
  });
}

/** A value that the git host accepts replaces the old one, which is then revoked. */
export function itGoesOver(opened: () => TestEnvironment, subject: Subject): void {
  it('goes over to a credential that works, disturbs nothing, and then needs the old one no longer', async () => {
    const session = new RotationSession(opened(), subject);
    const next = `${subject.name}-next`;
    const host = hostLayout(opened().embedded.gitHost);
    const start = readRequests(host).length;
    const value = await makeValue(opened(), subject, next);
    const { exitCode, text, stdout } = await session.rotateTo(value, '--json');

    assert.equal(exitCode, 0, text);
    const { done, ...told } = JSON.parse(stdout) as Record<string, unknown>;
    const { name: environment } = opened().embedded;
    assert.deepEqual(told, { credential: subject.name, environment, commit: [subject.file] });
    assert.ok(Array.isArray(done) && done.length > 1, stdout);
    await session.assertHeld(value);
    const during = readRequests(host).slice(start);
    assert.ok(
      during.some(({ by, what }) => by === next && what !== 'installation-token'),
      'Argo CD read with it',
    );
    revokeCredential(host, subject.name);
    const revoked = readRequests(host).length;
    await subject.deliver(opened());
    const after = readRequests(host).slice(revoked);
    assert.ok(after.some(({ by, what, status }) => by === next && what === 'fetch' && status === 200));
    // What it showed for the old one, or for a token that it had got with it, would be refused now.
    assert.deepEqual(
      after.filter(({ refused }) => refused),
      [],
    );
    await session.assertNothingToDo();
  });
}
