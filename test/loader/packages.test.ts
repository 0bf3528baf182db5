import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../support/checkout';
import { temporaryDirectory } from '../support/temporary';

const NEEDED = ['@kubernetes', 'esbuild', 'execa'];

describe('packages loaded from one file', function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  let root: string;
  let kept: string;

  beforeEach(() => {
    root = directory.path;
    kept = join(root, 'node_modules', '.cache', 'argo-bootstrap');
    mkdirSync(join(root, 'node_modules'));
    for (const name of NEEDED)
      symlinkSync(join(PROJECT_ROOT, 'node_modules', name), join(root, 'node_modules', name));
    cpSync(join(PROJECT_ROOT, 'loader'), join(root, 'loader'), { recursive: true });
    writeFileSync(join(root, 'package-lock.json'), 'first');
  });

  /** What `code` prints where the bundles stand in for the packages. */
  async function load(code: string): Promise<string> {
    const { stdout } = await execa('node', ['--require', join(root, 'loader', 'packages.cjs'), '-e', code], {
      cwd: root,
    });
    return stdout;
  }

  const kinds = () => readdirSync(kept).map((file) => file.replace(/-[0-9a-f]{16}/, ''));
  const GREETS = "const { execaSync } = require('execa'); console.log(execaSync('echo', ['hello']).stdout)";

  for (const name of ['@kubernetes/client-node', 'execa']) {
    it(`${name} has the same exports, of the same kinds`, async () => {
      const shape = (from: string) =>
        `${from}.then((one) => console.log(JSON.stringify(Object.keys(one).sort().map((key) => [key, typeof one[key]]))))`;
      const bundled = await load(shape(`Promise.resolve(require('${name}'))`));

      assert.equal(bundled, await load(shape(`import('${name}')`)));
    });
  }

  it('are bundled once', async () => {
    assert.equal(await load(GREETS), 'hello');
    assert.deepEqual(kinds(), ['execa.cjs', 'execa.v8']);
    rmSync(join(root, 'node_modules', 'esbuild'));

    assert.equal(await load(GREETS), 'hello');
  });

  it('are bundled anew for other packages, and the old ones go', async () => {
    await load(GREETS);
    const before = readdirSync(kept);
    writeFileSync(join(root, 'package-lock.json'), 'second');
    await load(GREETS);

    assert.deepEqual(kinds(), ['execa.cjs', 'execa.v8']);
    assert.notDeepEqual(readdirSync(kept), before);
  });

  it('load without what another version of Node compiled, and after a loss of power', async () => {
    await load(GREETS);
    const [text, compiled] = readdirSync(kept) as [string, string];
    writeFileSync(join(kept, compiled), 'of another Node');
    assert.equal(await load(GREETS), 'hello');
    writeFileSync(join(kept, text), '');
    assert.equal(await load(GREETS), 'hello');
  });

  it('load where nothing can be kept', async () => {
    writeFileSync(join(root, 'node_modules', '.cache'), 'no folder');
    assert.equal(await load(GREETS), 'hello');
  });
});
