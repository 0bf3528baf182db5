import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { resolveSecrets } from '../../config/credentials/resolve';
import type { Credential } from '../../config/credentials/schema';
import { ProblemError } from '../../gitops/problem';
import { binDirectory, resolveTools } from '../../toolchain';

const CANARY = 'ghp_canary-0123456789';
const FILE = 'secrets/staging.yaml';
const CREDENTIAL: Credential = {
  name: 'monorepo',
  repository: 'https://github.com/example-org/argo-bootstrap',
  kind: 'token',
  username: 'argocd',
  source: { from: 'sops', file: FILE },
};

describe('a SOPS file as the source of a credential', function () {
  this.timeout(30_000);
  const before_ = { path: process.env['PATH'], key: process.env['SOPS_AGE_KEY_FILE'] };
  let root: string;

  before(async function () {
    this.timeout(1_200_000);
    const tools = await binDirectory(await resolveTools(['sops', 'age', 'age-keygen']));
    process.env['PATH'] = [tools, before_.path].join(delimiter);
    root = mkdtempSync(join(tmpdir(), 'argo-bootstrap-sops-'));
    mkdirSync(join(root, 'secrets'));
    await execa('age-keygen', ['-o', join(root, 'key')]);
    const recipient = /age1\w+/.exec(readFileSync(join(root, 'key'), 'utf8'))?.[0] ?? '';
    writeFileSync(join(root, FILE), `monorepo: ${CANARY}\n`);
    await execa('sops', ['encrypt', '--age', recipient, '--in-place', FILE], { cwd: root });
  });

  after(() => {
    restore('PATH', before_.path);
    restore('SOPS_AGE_KEY_FILE', before_.key);
    rmSync(root, { recursive: true, force: true });
  });

  const resolve = () =>
    resolveSecrets([CREDENTIAL], {
      root,
      pulumi: undefined,
      file: { locate: () => ({ file: 'Pulumi.staging.yaml' }), locateTop: () => undefined },
    });

  it('gives the value to whoever holds the key', async () => {
    process.env['SOPS_AGE_KEY_FILE'] = join(root, 'key');
    const { values, problems } = await resolve();
    assert.deepEqual(problems, []);
    assert.equal(values.get('monorepo'), CANARY);
  });

  it('says so where the key is missing, and quotes nothing', async () => {
    process.env['SOPS_AGE_KEY_FILE'] = join(root, 'no-such-key');
    const { values, problems } = await resolve();
    assert.equal(values.size, 0);
    const { message } = new ProblemError(problems);
    assert.match(message, /^secrets\/staging\.yaml: sops cannot decrypt it \[sops-decrypt\]/);
    assert.doesNotMatch(message, /canary/);
  });

  it('names the remedy where there is no sops', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = root;
    const { problems } = await resolve();
    restore('PATH', path);
    assert.equal(problems[0]?.rule, 'sops-missing');
  });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
