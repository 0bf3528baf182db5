import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Json } from '../wire/values';
import { ApiError, UnreachableError } from './api-error';

/** One request to the API server. */
export interface ApiRequest {
  readonly method: 'GET' | 'PATCH' | 'DELETE';
  /** Path below the server's URL, such as `/api/v1/namespaces/default`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly contentType?: string;
}

interface Answer {
  readonly code: number;
  readonly text: string;
}

// Credentials of exec plugins expire; client-node caches them, so asking again is cheap.
const CREDENTIALS_LIFETIME_MS = 60_000;
const REQUEST_TIMEOUT_MS = 60_000;
const ATTEMPTS = 5;
const RETRY_CODES: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const RETRY_ERRORS: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

/** Talks JSON to one API server over kept-alive connections. */
export class ApiClient {
  private options: https.RequestOptions = {};
  private readyUntil = 0;
  private preparing: Promise<void> | undefined;

  constructor(
    private readonly config: KubeConfig,
    /** URL of the API server. */
    readonly server: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Sends a request, trying again while the server is busy. Throws {@link ApiError} or {@link UnreachableError}. */
  async send(request: ApiRequest): Promise<Json> {
    for (let attempt = 1; ; attempt += 1) {
      await this.prepare();
      const answer = await this.attempt(request, attempt < ATTEMPTS);
      if (answer && !(RETRY_CODES.has(answer.code) && attempt < ATTEMPTS)) return read(answer);
      await sleep(100 * 2 ** attempt, undefined, { signal: this.signal });
    }
  }

  private async attempt(request: ApiRequest, mayRetry: boolean): Promise<Answer | undefined> {
    try {
      return await this.exchange(request);
    } catch (error) {
      this.signal.throwIfAborted();
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (mayRetry && RETRY_ERRORS.has(code)) return undefined;
      throw new UnreachableError(
        `the API server at ${this.server} doesn't answer (${code || String(error)})\n` +
          '  fix: start the cluster, or check the server and credentials in the kubeconfig',
      );
    }
  }

  private prepare(): Promise<void> {
    if (Date.now() < this.readyUntil) return Promise.resolve();
    this.preparing ??= this.authenticate().finally(() => {
      this.preparing = undefined;
    });
    return this.preparing;
  }

  private async authenticate(): Promise<void> {
    const options: https.RequestOptions = {};
    await this.config.applyToHTTPSOptions(options);
    const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
    const tls = Object.fromEntries(
      Object.entries({ ca, cert, key, pfx, passphrase, rejectUnauthorized, servername }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    const previous = this.options.agent;
    const shared = { keepAlive: true, maxSockets: 16 };
    const agent = this.server.startsWith('https:')
      ? new https.Agent({ ...shared, ...tls })
      : new http.Agent(shared);
    this.options = { agent, ...(options.headers && { headers: options.headers }) };
    if (options.auth) this.options.auth = options.auth;
    if (typeof previous === 'object') previous.destroy();
    this.readyUntil = Date.now() + CREDENTIALS_LIFETIME_MS;
  }

  private exchange(request: ApiRequest): Promise<Answer> {
    const url = new URL(this.server.replace(/\/$/, '') + request.path);
    for (const [key, value] of Object.entries(request.query ?? {})) url.searchParams.set(key, value);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = {
      ...this.options.headers,
      accept: 'application/json',
      ...(body !== undefined && {
        'content-type': request.contentType ?? 'application/json',
        // Node sends the body of a DELETE without a length otherwise, which servers refuse.
        'content-length': Buffer.byteLength(body),
      }),
    };
    const { request: open } = url.protocol === 'https:' ? https : http;
    const options = { ...this.options, method: request.method, headers, signal: this.signal };
    return new Promise((resolve, reject) => {
      const outgoing = open(url, options, (incoming) => collect(incoming).then(resolve, reject));
      outgoing.setTimeout(REQUEST_TIMEOUT_MS, () => outgoing.destroy(new Error('no answer within 60 s')));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

async function collect(incoming: http.IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return { code: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
}

function read(answer: Answer): Json {
  const body = parse(answer.text);
  if (answer.code >= 400) throw ApiError.from(answer.code, body, answer.text);
  return body;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
