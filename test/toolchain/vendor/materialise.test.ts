import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ProblemError } from '../../../gitops/problem';
import { type MaterialiseOptions, materialiseVendored } from '../../../toolchain';
import { installFakeGo, makeSandbox, type Sandbox } from '../support/sandbox';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const [wanted, changed] = ['kind: Wanted\n', 'kind: Changed\n'];
const copy = 'charts/things/vendor/install.yaml';

describe('materialiseVendored', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = makeSandbox();
    writeLock();
    write('module/manifests/install.yaml', wanted);
    installFakeGo(sandbox, { module: path.join(sandbox.directory, 'module') });
  });
  afterEach(() => sandbox.remove());

  const write = (file: string, text: string) => {
    const target = path.join(sandbox.directory, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
  };
  const read = (file: string) => fs.readFileSync(path.join(sandbox.directory, file), 'utf8');
  const writeLock = (extra = '') =>
    write(
      'toolchain/vendor.lock.yaml',
      `# Why these files are here.
- name: things
  version: v1.2.3
  source: go:example.test/things
  destination: charts/things/vendor
  files:
    - path: manifests/install.yaml
      as: install.yaml
      sha256: ${sha256(wanted)}
${extra}`,
    );
  const run = (options: MaterialiseOptions = {}, env: NodeJS.ProcessEnv = {}) =>
    materialiseVendored({ root: sandbox.directory, env: { ...sandbox.env, ...env }, ...options });
  const statesOf = async (options?: MaterialiseOptions) =>
    (await run(options)).map(({ file, state }) => [file, state]);
  const problemsOf = async (running: Promise<unknown>) => {
    const error: unknown = await running.then(
      () => assert.fail('it succeeded'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ProblemError, String(error));
    return error.problems;
  };

  it('puts the files in place, and has nothing to do the second time, without Go', async () => {
    assert.deepEqual(await statesOf(), [[copy, 'written']]);
    assert.equal(read(copy), wanted);
    fs.rmSync(path.join(sandbox.bin, 'go'));
    assert.deepEqual(await statesOf(), [[copy, 'present']]);
    assert.deepEqual(fs.readdirSync(path.join(sandbox.directory, path.dirname(copy))), ['install.yaml']);
  });

  it('replaces a copy that was changed', async () => {
    write(copy, changed);
    assert.deepEqual(await statesOf(), [[copy, 'written']]);
    assert.equal(read(copy), wanted);
  });

  describe('where the module leaves texts open', () => {
    const fill = "      fill: { v0.0.0: $version, '{{PRERELEASE}}': 'false', '{{NOTE}}': $& }\n";
    const [open, filled] = [
      'version: v0.0.0\napp: v0.0.0\nprerelease: "{{PRERELEASE}}" # {{NOTE}}\n',
      'version: v1.2.3\napp: v1.2.3\nprerelease: "false" # $&\n',
    ];
    beforeEach(() => {
      write('module/manifests/install.yaml', open);
      writeLock(fill);
    });

    it('fills them in, wherever they stand, and records the hash of the result', async () => {
      assert.deepEqual(await statesOf({ update: true }), [[copy, 'written']]);
      assert.equal(read(copy), filled);
      assert.ok(read('toolchain/vendor.lock.yaml').includes(`sha256: ${sha256(filled)}\n${fill}`));
      assert.deepEqual(await statesOf({ check: true }), [[copy, 'present']]);
    });

    it('takes a copy that is filled in already', async () => {
      await run({ update: true });
      fs.rmSync(path.join(sandbox.directory, copy));
      write('air-gap/things/install.yaml', filled);
      await run({}, { ARGO_BOOTSTRAP_VENDOR_DIR: path.join(sandbox.directory, 'air-gap') });
      assert.equal(read(copy), filled);
    });

    it('refuses another result', async () => {
      const [problem] = await problemsOf(run());
      assert.match(problem?.found ?? '', new RegExp(`has sha256 ${sha256(filled)}$`));
    });
  });

  it('refuses a source with another hash: file, expected, found and fix', async () => {
    write('module/manifests/install.yaml', changed);
    assert.deepEqual(await problemsOf(run()), [
      {
        rule: 'vendored-file-changed',
        where: { file: 'toolchain/vendor.lock.yaml', line: 9 },
        found: `${copy}: module example.test/things@v1.2.3 has sha256 ${sha256(changed)}`,
        expected: `sha256 ${sha256(wanted)}`,
        fix: 'use the copy of the locked version; if `version` was changed on purpose, run `argo-bootstrap vendor --update` and review the diff',
      },
    ]);
    assert.equal(fs.existsSync(path.join(sandbox.directory, copy)), false);
  });

  it('names a file that the module does not have', async () => {
    fs.rmSync(path.join(sandbox.directory, 'module/manifests/install.yaml'));
    const [problem] = await problemsOf(run());
    assert.equal(problem?.rule, 'vendored-file-absent');
    assert.equal(problem?.found, `${copy}: module example.test/things@v1.2.3 does not have the file`);
  });

  it('writes the hashes of a new version to the lock, and keeps its comments', async () => {
    write('module/manifests/install.yaml', changed);
    assert.deepEqual(await statesOf({ update: true }), [[copy, 'written']]);
    assert.equal(read(copy), changed);
    assert.match(
      read('toolchain/vendor.lock.yaml'),
      new RegExp(`^# Why these[^]*sha256: ${sha256(changed)}\n$`),
    );
    assert.deepEqual(await statesOf({ check: true }), [[copy, 'present']]);
  });

  it('only checks when asked to: a missing copy, a changed copy', async () => {
    const [missing] = await problemsOf(run({ check: true }));
    assert.equal(missing?.found, `${copy} is missing`);
    write(copy, changed);
    const [other] = await problemsOf(run({ check: true }));
    assert.equal(other?.found, `${copy} has sha256 ${sha256(changed)}`);
    assert.equal(other?.fix, 'run `argo-bootstrap vendor`');
    assert.equal(read(copy), changed);
  });

  it('takes files from a directory instead, with the same hashes', async () => {
    fs.rmSync(path.join(sandbox.bin, 'go'));
    write('air-gap/things/install.yaml', wanted);
    const directory = path.join(sandbox.directory, 'air-gap');
    await run({}, { ARGO_BOOTSTRAP_VENDOR_DIR: `file://${directory}` });
    assert.equal(read(copy), wanted);
    fs.rmSync(path.join(sandbox.directory, copy));
    write('air-gap/things/install.yaml', changed);
    const [problem] = await problemsOf(run({}, { ARGO_BOOTSTRAP_VENDOR_DIR: directory }));
    assert.match(problem?.found ?? '', /: \$ARGO_BOOTSTRAP_VENDOR_DIR\/things has sha256/);
  });

  it('says what to do without Go, and reports every source at once', async () => {
    fs.rmSync(path.join(sandbox.bin, 'go'));
    writeLock(`- name: more
  version: v2.0.0
  source: go:example.test/more
  destination: charts/more/vendor
  files: [{path: a.yaml, as: a.yaml, sha256: ${sha256(changed)}}]
`);
    const problems = await problemsOf(run());
    assert.deepEqual(
      problems.map(({ where }) => where?.line),
      [9, 14],
    );
    assert.equal(
      problems[0]?.found,
      'cannot fetch things v1.2.3 (go:example.test/things): there is no Go on PATH',
    );
    assert.match(
      problems[0]?.fix ?? '',
      /^install Go .* or put the files into a directory and set ARGO_BOOTSTRAP_VENDOR_DIR/,
    );
  });

  it('asks no proxy where it is to take what Go has, and says what fetches the rest', async () => {
    const module = path.join(sandbox.directory, 'module');
    sandbox.script(
      'go',
      `[ "$GOPROXY" = off ] && { echo '{"Error": "module lookup disabled by GOPROXY=off"}'; exit 1; }
echo '{"Dir": "${module}"}'`,
    );
    const [problem] = await problemsOf(run({ cachedOnly: true }));
    assert.equal(
      problem?.found,
      'things v1.2.3 (go:example.test/things) is neither in its place nor among the modules that Go has',
    );
    assert.match(
      problem?.fix ?? '',
      /^run `bin\/argo-bootstrap vendor` once, .* set ARGO_BOOTSTRAP_VENDOR_DIR/,
    );
    await run();
    assert.deepEqual(await statesOf({ cachedOnly: true }), [[copy, 'present']]);
  });
});
