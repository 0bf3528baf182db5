import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installProvider } from '../../../../embedded/provider/install';
import { downloadOfficial } from '../../../../embedded/provider/install/official';
import { KUBERNETES as KUBERNETES_PLUGIN } from '../../../../embedded/provider/install/plugins';

const KUBERNETES = join('plugins', 'resource-kubernetes-v4.29.0');
const CERT_MANAGER = join('plugins', 'resource-kubernetes-cert-manager-v0.2.0');
const EXECUTABLE = 'pulumi-resource-kubernetes';

describe('installProvider', function () {
  this.timeout(30_000);
  let directory: string;
  let pulumiHome: string;
  let userPulumiHome: string;
  let binDirectory: string;
  const before = process.env['ARGO_BOOTSTRAP_PROVIDER'];

  beforeEach(async () => {
    delete process.env['ARGO_BOOTSTRAP_PROVIDER'];
    directory = await mkdtemp(join(tmpdir(), 'argo-bootstrap-test-'));
    [pulumiHome, userPulumiHome, binDirectory] = ['home', 'user', 'bin'].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    await mkdir(binDirectory);
    await fakePulumi('exit 1');
  });

  afterEach(async () => {
    if (before === undefined) delete process.env['ARGO_BOOTSTRAP_PROVIDER'];
    else process.env['ARGO_BOOTSTRAP_PROVIDER'] = before;
    await rm(directory, { recursive: true, force: true });
  });

  const install = () => installProvider({ pulumiHome, userPulumiHome, binDirectory });

  /** A pulumi that notes that it was called, then does as told. */
  const fakePulumi = (script: string) =>
    writeFile(join(binDirectory, 'pulumi'), `#!/bin/sh\necho "$@" >> '${directory}/calls'\n${script}\n`, {
      mode: 0o755,
    });

  const calls = () => readFile(join(directory, 'calls'), 'utf8').catch(() => '');

  /** The official plugin, as far as anybody looks at it. */
  async function official(home: string): Promise<void> {
    await mkdir(join(home, KUBERNETES), { recursive: true });
    await writeFile(join(home, KUBERNETES, EXECUTABLE), 'official', { mode: 0o755 });
  }

  it('installs the offline plugins where the official one can not be had, and remembers that for a day', async () => {
    const installed = await install();
    assert.deepEqual([installed.kind, installed.version], ['offline', '4.29.0']);
    assert.match(
      installed.message,
      /^Kubernetes provider: the offline one, for v4\.29\.0 \(the official one is not/,
    );
    assert.equal(await calls(), 'plugin install resource kubernetes v4.29.0\n');
    for (const plugin of [KUBERNETES, CERT_MANAGER]) {
      const names = (await readdir(join(pulumiHome, plugin))).map((name) =>
        name.replace(/-[0-9a-f]{16}/, '-#'),
      );
      assert.deepEqual(names.sort(), [
        'offline-#.cjs',
        join(plugin)
          .replace(/^plugins.resource/, 'pulumi-resource')
          .replace(/-v[\d.]+$/, ''),
      ]);
    }
    const [bundle] = (await readdir(join(pulumiHome, KUBERNETES))).filter((name) => name.endsWith('.cjs'));
    const path = join(pulumiHome, KUBERNETES, bundle ?? '');
    await utimes(path, 1, 1);
    await install();
    assert.equal((await calls()).split('\n').length, 2);
    await writeFile(join(pulumiHome, 'provider-download-failed'), '2020-01-01T00:00:00Z');
    await install();
    assert.equal((await calls()).split('\n').length, 3);
  });

  it("links the official plugin of the user's own Pulumi home", async () => {
    await official(userPulumiHome);
    assert.deepEqual(await install(), {
      kind: 'official',
      version: '4.29.0',
      message: 'Kubernetes provider: the official plugin v4.29.0',
    });
    assert.equal(await readFile(join(pulumiHome, KUBERNETES, EXECUTABLE), 'utf8'), 'official');
  });

  it('takes the official plugin that Pulumi downloads, in place of an offline one', async () => {
    process.env['ARGO_BOOTSTRAP_PROVIDER'] = 'offline';
    assert.match((await install()).message, /as ARGO_BOOTSTRAP_PROVIDER asks/);
    assert.equal(await calls(), '');
    delete process.env['ARGO_BOOTSTRAP_PROVIDER'];
    await fakePulumi(`[ "$4" = kubernetes ] || exit 1
mkdir -p "$PULUMI_HOME/${KUBERNETES}" && echo official > "$PULUMI_HOME/${KUBERNETES}/${EXECUTABLE}"`);
    assert.equal((await install()).kind, 'official');
    assert.deepEqual(await readdir(join(pulumiHome, KUBERNETES)), [EXECUTABLE]);
    assert.ok(existsSync(join(pulumiHome, CERT_MANAGER)));
  });

  it('keeps the offline plugins where the user asks for them, whatever there is', async () => {
    process.env['ARGO_BOOTSTRAP_PROVIDER'] = 'offline';
    await official(userPulumiHome);
    assert.equal((await install()).kind, 'offline');
  });

  it('fails with the remedy where the official one is demanded and can not be had', async () => {
    process.env['ARGO_BOOTSTRAP_PROVIDER'] = 'official';
    await assert.rejects(
      install(),
      /"pulumi plugin install resource kubernetes v4\.29\.0" fails[\s\S]*fix: run/,
    );
    process.env['ARGO_BOOTSTRAP_PROVIDER'] = 'sometimes';
    await assert.rejects(
      install(),
      /ARGO_BOOTSTRAP_PROVIDER is "sometimes"[\s\S]*expected: official or offline/,
    );
  });

  it('gives up on a download that hangs', async () => {
    await fakePulumi('exec sleep 60');
    const start = Date.now();
    assert.equal(
      await downloadOfficial({ pulumiHome, binDirectory, plugin: KUBERNETES_PLUGIN, limit: 200 }),
      false,
    );
    assert.ok(Date.now() - start < 5_000);
  });
});
