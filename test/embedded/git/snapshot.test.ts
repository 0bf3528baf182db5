import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { workspaceRedirection } from '../../../embedded/git/redirection';
import { takeSnapshot } from '../../../embedded/git/snapshot';
import { temporaryDirectory } from '../../support/temporary';

const IDENTITY = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

describe('takeSnapshot', () => {
  const directory = temporaryDirectory();
  const root = () => join(directory.path, 'checkout');
  const repository = () => join(directory.path, 'workspace.git');
  const git = async (cwd: string, ...args: string[]) =>
    (await execa('git', [...IDENTITY, ...args], { cwd })).stdout;
  const files = (revision: string) => git(repository(), 'ls-tree', '-r', '--name-only', revision);
  const write = (file: string, content: string) => writeFileSync(join(root(), file), content);

  beforeEach(async () => {
    mkdirSync(root());
    await git(root(), 'init', '--quiet', '--initial-branch=trunk');
    write('.gitignore', 'ignored/\n');
    write('tracked.yaml', 'a: 1\n');
    await git(root(), 'add', '.');
    await git(root(), 'commit', '--quiet', '-m', 'First');
  });

  it('holds what is committed, changed and new, and nothing that is ignored', async () => {
    write('tracked.yaml', 'a: 2\n');
    write('new.yaml', 'b: 1\n');
    mkdirSync(join(root(), 'ignored'));
    write('ignored/secret.yaml', 'c: 1\n');
    const { revision, changed } = await takeSnapshot(root(), repository());

    assert.equal(changed, true);
    assert.equal(await files(revision), '.gitignore\nnew.yaml\ntracked.yaml');
    assert.equal(await git(repository(), 'show', `${revision}:tracked.yaml`), 'a: 2');
  });

  it('holds the ignored files that are asked for', async () => {
    mkdirSync(join(root(), 'ignored'));
    write('ignored/vendored.yaml', 'c: 1\n');
    const { revision } = await takeSnapshot(root(), repository(), [
      'ignored/vendored.yaml',
      'ignored/absent',
    ]);
    assert.match(await files(revision), /ignored\/vendored\.yaml/);
  });

  it('is the same commit where nothing has changed', async () => {
    const first = await takeSnapshot(root(), repository());
    const second = await takeSnapshot(root(), repository());
    assert.deepEqual(second, { revision: first.revision, changed: false });
  });

  it('follows a change and a removal', async () => {
    write('new.yaml', 'b: 1\n');
    await takeSnapshot(root(), repository());
    rmSync(join(root(), 'new.yaml'));
    const { revision, changed } = await takeSnapshot(root(), repository());
    assert.equal(changed, true);
    assert.equal(await files(revision), '.gitignore\ntracked.yaml');
  });

  it('leaves the checkout as it was: index, branches and objects', async () => {
    write('new.yaml', 'b: 1\n');
    const state = () =>
      Promise.all([git(root(), 'status', '--porcelain'), git(root(), 'count-objects', '-v')]);
    const before = await state();
    await takeSnapshot(root(), repository());
    assert.deepEqual(await state(), before);
  });

  it('stands on its own: it survives the checkout', async () => {
    const { revision } = await takeSnapshot(root(), repository());
    rmSync(root(), { recursive: true });
    assert.equal(await git(repository(), 'fsck', '--strict'), '');
    assert.equal(await files(revision), '.gitignore\ntracked.yaml');
  });

  it('takes an unborn branch', async () => {
    const unborn = join(directory.path, 'unborn');
    mkdirSync(unborn);
    await git(unborn, 'init', '--quiet');
    writeFileSync(join(unborn, 'one.yaml'), 'a: 1\n');
    const { revision } = await takeSnapshot(unborn, repository());
    assert.equal(await files(revision), 'one.yaml');
  });

  it('takes a detached HEAD', async () => {
    await git(root(), 'checkout', '--quiet', '--detach');
    write('new.yaml', 'b: 1\n');
    const { revision } = await takeSnapshot(root(), repository());
    assert.match(await files(revision), /new\.yaml/);
  });

  it('takes a checkout with a submodule, as a link to its commit', async () => {
    const module = join(directory.path, 'module');
    mkdirSync(module);
    await git(module, 'init', '--quiet');
    writeFileSync(join(module, 'inner.yaml'), 'a: 1\n');
    await git(module, 'add', '.');
    await git(module, 'commit', '--quiet', '-m', 'Inner');
    await git(root(), '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', module, 'sub');
    const { revision } = await takeSnapshot(root(), repository());
    assert.match(await git(repository(), 'ls-tree', revision, 'sub'), /^160000 commit/);
  });

  it('goes on after a run that was killed while it wrote', async () => {
    await takeSnapshot(root(), repository());
    writeFileSync(join(repository(), 'snapshot.index.lock'), '');
    appendFileSync(join(root(), 'tracked.yaml'), 'b: 2\n');
    assert.equal((await takeSnapshot(root(), repository())).changed, true);
  });

  it('says what is missing where there is no checkout', async () => {
    const empty = join(directory.path, 'empty');
    mkdirSync(empty);
    await assert.rejects(takeSnapshot(empty, repository()), /not-a-git-checkout[\s\S]*git init/);
  });

  it('is what git reads under the URL of the manifests, by either way of asking', async () => {
    const { revision } = await takeSnapshot(root(), repository());
    const { env, binDirectory } = workspaceRedirection(directory.path, 'file:///workspace', repository());
    const listed = await execa('git', ['ls-remote', 'file:///workspace', 'HEAD'], { env });
    assert.match(listed.stdout, new RegExp(`^${revision}\\s`));

    const advertised = await execa(
      join(binDirectory, 'git-upload-pack'),
      ['--advertise-refs', '/workspace'],
      { env },
    );
    assert.match(advertised.stdout, new RegExp(revision));
  });
});
