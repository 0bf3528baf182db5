import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { binDirectory, resolveTools } from '../../toolchain';
import { PROJECT_ROOT } from '../support/checkout';
import { temporaryDirectory } from '../support/temporary';
import { load } from './support/case';

const TOKEN = 'ghp_0123456789abcdef0123456789abcdef0123';
const CREDENTIAL = {
  name: 'monorepo',
  repository: 'https://github.com/example-org/argo-bootstrap',
  kind: 'token',
  username: 'argocd',
  source: { from: 'pulumi' },
};

/** Vault's engine `transit`, as much as Pulumi's provider asks of a key management service. */
function keyService(): Server {
  const key = randomBytes(32);
  const iv = Buffer.alloc(16);
  return createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { plaintext, ciphertext } = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    const cipher = plaintext
      ? createCipheriv('aes-256-ctr', key, iv)
      : createDecipheriv('aes-256-ctr', key, iv);
    const text: string = plaintext ?? ciphertext.replace('vault:v1:', '');
    const result = Buffer.concat([cipher.update(Buffer.from(text, 'base64')), cipher.final()]).toString(
      'base64',
    );
    const data = plaintext ? { ciphertext: `vault:v1:${result}` } : { plaintext: result };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
  });
}

describe("production's secrets under a key of a key management service", function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();
  const server = keyService();
  let tools: string;

  before(async function () {
    this.timeout(1_200_000);
    tools = await binDirectory(await resolveTools(['pulumi']));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  after(() => server.close());

  async function pulumi(input: string, ...args: string[]): Promise<string> {
    mkdirSync(join(directory.path, 'state'), { recursive: true });
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = {
      PATH: [tools, process.env['PATH']].join(delimiter),
      PULUMI_HOME: join(directory.path, 'home'),
      PULUMI_BACKEND_URL: `file://${join(directory.path, 'state')}`,
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      VAULT_ADDR: address,
      VAULT_SERVER_URL: address,
      VAULT_TOKEN: 'test',
      VAULT_SERVER_TOKEN: 'test',
    };
    return (await execa('pulumi', [...args, '--non-interactive'], { cwd: directory.path, env, input }))
      .stdout;
  }

  it('have the form that the program accepts, and no passphrase', async () => {
    for (const file of ['Pulumi.yaml', 'Pulumi.production.yaml']) {
      cpSync(join(PROJECT_ROOT, file), join(directory.path, file));
    }
    const provider = 'hashivault://argo-bootstrap-production';
    await pulumi('', 'stack', 'init', 'production', '--secrets-provider', provider);
    await pulumi(TOKEN, 'config', 'set', '--secret', '--path', 'secrets.monorepo');
    await pulumi(
      JSON.stringify(CREDENTIAL.name),
      'config',
      'set',
      '--path',
      'credentials[0].name',
      'monorepo',
    );
    const file = readFileSync(join(directory.path, 'Pulumi.production.yaml'), 'utf8');
    const { secretsprovider, encryptedkey, encryptionsalt, config } = parse(file);

    assert.equal(secretsprovider, provider);
    assert.match(Buffer.from(encryptedkey, 'base64').toString(), /^vault:v1:/);
    assert.equal(encryptionsalt, undefined);
    assert.match(config['argo-bootstrap:secrets'].monorepo.secure, /^v1:[\w+/]{16}:[\w+/]+={0,2}$/);
    assert.ok(!file.includes(TOKEN));
    assert.match(file, /# What the root Application reads;/, 'comments stay');
    assert.equal(await pulumi('', 'config', 'get', '--path', 'secrets.monorepo'), TOKEN);
    const { settings, secretValues } = await load({
      name: 'production',
      stack: 'production',
      file: file.replace('- name: monorepo', `- ${JSON.stringify(CREDENTIAL)}`),
      secrets: { monorepo: TOKEN },
      env: { PULUMI_BACKEND_URL: 's3://example-pulumi-state?region=eu-west-1' },
    });
    assert.equal(settings.environment, 'production');
    assert.equal(secretValues.get('monorepo'), TOKEN);
  });
});
