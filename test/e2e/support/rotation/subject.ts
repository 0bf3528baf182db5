import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { hostLayout, registerApp, registerToken } from '../../../../embedded/git-host';
import { makeDeployKey } from '../deploy-key';
import type { TestEnvironment } from '../environment';
import { REPOSITORY } from '../rehearsal';

/** A credential of a stack that is up, and whose value a test replaces. */
export interface Subject {
  /** Its name in the stack; the git host has its first value under the same one. */
  readonly name: string;
  readonly kind: 'githubApp' | 'sshKey' | 'token';
  /** The file that holds its value, relative to the program. */
  readonly file: string;
  /** Has Argo CD fetch something that it does not have yet. */
  readonly deliver: (environment: TestEnvironment) => Promise<void>;
}

/** A value of the subject's form, which the git host accepts where a name is given. */
export async function makeValue(
  { embedded }: TestEnvironment,
  { kind }: Subject,
  name?: string,
): Promise<string> {
  if (kind === 'sshKey') return makeDeployKey(embedded, name);
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
