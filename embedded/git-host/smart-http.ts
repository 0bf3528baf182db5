import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createGunzip } from 'node:zlib';

const SERVICE = 'git-upload-pack';

/** A request of git's smart HTTP protocol for reading. */
export interface GitRequest {
  /** `<owner>/<name>`, without `.git`. */
  readonly repository: string;
  readonly what: 'list-references' | 'fetch';
}

/** What a request asks of git; undefined where it asks for something else, pushing included. */
export function gitRequest(method: string | undefined, address: URL): GitRequest | undefined {
  const match = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack)$/.exec(address.pathname);
  const [, repository = '', path] = match ?? [];
  if (method === 'GET' && path === 'info/refs' && address.searchParams.get('service') === SERVICE) {
    return { repository, what: 'list-references' };
  }
  return method === 'POST' && path === SERVICE ? { repository, what: 'fetch' } : undefined;
}

/** Lets git itself answer from the bare repository in `directory`. */
export function answerGit(
  { what }: GitRequest,
  directory: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const kind = what === 'fetch' ? 'result' : 'advertisement';
  response.writeHead(200, {
    'content-type': `application/x-${SERVICE}-${kind}`,
    'cache-control': 'no-cache, max-age=0, must-revalidate',
  });
  if (what === 'list-references') response.write(`${packet(`# service=${SERVICE}\n`)}0000`);
  const git = uploadPack(directory, what, request.headers['git-protocol']);
  git.on('error', () => response.destroy());
  git.stdout.pipe(response);
  git.stdin.on('error', () => undefined); // git may end before it has read everything
  if (what === 'list-references') git.stdin.end();
  else if (request.headers['content-encoding'] === 'gzip') request.pipe(createGunzip()).pipe(git.stdin);
  else request.pipe(git.stdin);
  response.on('close', () => git.kill());
}

function uploadPack(directory: string, what: GitRequest['what'], protocol: string | string[] | undefined) {
  const advertise = what === 'list-references' ? ['--advertise-refs'] : [];
  // As GitHub does: any commit that the repository holds may be asked for by its name.
  const settings = ['-c', 'safe.directory=*', '-c', 'uploadpack.allowAnySHA1InWant=true'];
  return spawn('git', [...settings, 'upload-pack', '--stateless-rpc', ...advertise, directory], {
    env: { PATH: process.env['PATH'] ?? '', ...(protocol ? { GIT_PROTOCOL: String(protocol) } : {}) },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

function packet(text: string): string {
  return (text.length + 4).toString(16).padStart(4, '0') + text;
}
