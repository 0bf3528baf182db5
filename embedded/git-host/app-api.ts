import type { HostCredential } from './credentials';
import { installationToken, signer } from './tokens';

/** An answer of GitHub's API. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: object;
  /** Name of the credential that was accepted. */
  readonly by?: string;
}

const PATH = /^\/app\/installations\/(\d+)\/access_tokens$/;

/** The installation that a request wants a token of; undefined where it asks for something else. */
export function requestedInstallation(method: string | undefined, { pathname }: URL): string | undefined {
  return method === 'POST' ? PATH.exec(pathname)?.[1] : undefined;
}

/** What GitHub's API says to an App that asks for a token of one of its installations. */
export function answerTokenRequest(
  installationId: string,
  authorization: string | undefined,
  credentials: readonly HostCredential[],
  tokenKey: Buffer,
): ApiAnswer {
  const jwt = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  const apps = credentials.filter((credential) => credential.kind === 'githubApp');
  const app = jwt === undefined ? undefined : signer(jwt, apps);
  if (!app) return { status: 401, body: { message: 'A JSON web token could not be decoded', status: '401' } };
  if (app.installationId !== installationId) {
    return { status: 404, body: { message: 'Not Found', status: '404' }, by: app.name };
  }
  const { token, expiresAt } = installationToken(app, tokenKey);
  const body = {
    token,
    expires_at: expiresAt.toISOString().replace(/\.\d+/, ''),
    permissions: { contents: 'read', metadata: 'read' },
    repository_selection: 'selected',
  };
  return { status: 201, body, by: app.name };
}
