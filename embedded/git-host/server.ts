import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { answerTokenRequest, requestedInstallation } from './app-api';
import { authenticate } from './authenticate';
import { type HostCredential, readCredentials } from './credentials';
import { type HostLayout, repositoryDirectory } from './layout';
import { type LoggedRequest, logRequest } from './request-log';
import { answerGit, type GitRequest, gitRequest } from './smart-http';

/** Plays `github.com` and `api.github.com`, which its certificate names. */
export function gitHostServer(layout: HostLayout): Server {
  const tokenKey = readFileSync(layout.tokenKey);
  const tls = { key: readFileSync(layout.key), cert: readFileSync(layout.certificate) };
  return createServer(tls, (request, response) => {
    const address = new URL(request.url ?? '/', 'https://host');
    const credentials = readCredentials(layout);
    const installation = requestedInstallation(request.method, address);
    const git = gitRequest(request.method, address);
    const { authorization } = request.headers;
    if (installation !== undefined) {
      const answer = answerTokenRequest(installation, authorization, credentials, tokenKey);
      record(layout, 'installation-token', installation, answer, authorization);
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    } else if (git) {
      const who = authenticate(authorization, credentials, tokenKey);
      serve(layout, git, who, request, response);
    } else {
      record(layout, 'unknown', address.pathname, { status: 404 });
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
    }
  });
}

/** As GitHub: who shows nothing is asked, and a repository that one may not read does not exist. */
function serve(
  layout: HostLayout,
  git: GitRequest,
  who: HostCredential | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const directory = repositoryDirectory(layout, git.repository);
  const readable = who?.repository === git.repository && existsSync(directory);
  const status = who ? (readable ? 200 : 404) : 401;
  const answer = { status, ...(who && { by: who.name }) };
  record(layout, git.what, git.repository, answer, request.headers.authorization);
  if (status === 200) {
    answerGit(git, directory, request, response);
    return;
  }
  const challenge = status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
  response.writeHead(status, { 'content-type': 'text/plain', ...challenge });
  response.end(status === 401 ? 'Invalid username or token.' : 'Repository not found.');
}

function record(
  layout: HostLayout,
  what: LoggedRequest['what'],
  target: string,
  { status, by }: Pick<LoggedRequest, 'status' | 'by'>,
  shown?: string,
): void {
  const outcome = by === undefined ? shown !== undefined && { refused: true as const } : { by };
  logRequest(layout, { what, target, status, ...outcome });
}
