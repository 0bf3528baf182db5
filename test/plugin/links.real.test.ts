import * as assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeLayer, render, toolDirectory } from './support/render';

interface LinkCase {
  readonly what: string;
  readonly make: (slice: string) => void;
  readonly message: string;
}

/** Moves a file or folder of the slice out of the layer and leaves a link in its place. */
function replaceByLink(slice: string, path: string): void {
  const outside = join(slice, '..', 'outside');
  mkdirSync(outside, { recursive: true });
  renameSync(join(slice, path), join(outside, 'moved'));
  symlinkSync('../outside/moved', join(slice, path));
}

const cases: readonly LinkCase[] = [
  {
    what: 'the state file',
    make: (slice) => replaceByLink(slice, 'helmfile.yaml.gotmpl'),
    message:
      'helmfile.yaml.gotmpl:1: no such file: a slice is a directory with helmfile.yaml.gotmpl [state-file]\n',
  },
  {
    what: 'a values file',
    make: (slice) => replaceByLink(slice, 'values/common.yaml'),
    message:
      'helmfile.yaml.gotmpl:8: values file values/common.yaml is or passes a symbolic link [symlink]\n',
  },
  {
    what: 'the folder of a values file',
    make: (slice) => replaceByLink(slice, 'values'),
    message:
      'helmfile.yaml.gotmpl:8: values file values/common.yaml is or passes a symbolic link [symlink]\n',
  },
  {
    what: 'a chart',
    make: (slice) => replaceByLink(slice, 'chart'),
    message: 'helmfile.yaml.gotmpl:6: chart ./chart is or passes a symbolic link [symlink]\n',
  },
  {
    what: 'a file in a chart',
    make: (slice) => symlinkSync('/etc/hostname', join(slice, 'chart/hostname')),
    message: './chart/hostname:1: neither a file nor a directory: charts hold no links [symlink]\n',
  },
  {
    what: 'a dangling link in a chart',
    make: (slice) => symlinkSync('nowhere', join(slice, 'chart/templates/nowhere.yaml')),
    message:
      './chart/templates/nowhere.yaml:1: neither a file nor a directory: charts hold no links [symlink]\n',
  },
];

describe('the plugin, on symbolic links', () => {
  let path = '';

  before(async function () {
    this.timeout(1_200_000);
    path = `${await toolDirectory()}:/usr/bin:/bin`;
  });

  for (const { what, make, message } of cases) {
    it(`refuses a link in place of ${what}`, async () => {
      const layer = makeLayer();
      make(join(layer, 'slice'));
      const rendered = await render(join(layer, 'slice'), { PATH: path });
      rmSync(layer, { recursive: true });
      assert.deepEqual(rendered, { code: 1, stdout: '', stderr: message, leftBehind: [] });
    });
  }

  it('refuses a name with a line break, behind which a schema would go unread', async () => {
    const layer = makeLayer();
    const subchart = join(layer, 'slice/chart/charts/a\nb');
    mkdirSync(subchart, { recursive: true });
    writeFileSync(join(subchart, 'Chart.yaml'), 'apiVersion: v2\nname: sub\nversion: 0.1.0\n');
    writeFileSync(join(subchart, 'values.schema.json'), '{"$ref": "file:///etc/hostname"}\n');
    const rendered = await render(join(layer, 'slice'), { PATH: path });
    rmSync(layer, { recursive: true });
    const refused = (line: string) =>
      `${line}:1: part of a name with a line break, which cannot be checked: rename it [file-name]\n`;
    assert.equal(rendered.code, 1);
    assert.equal(
      rendered.stderr,
      ['./chart/charts/a', './chart/charts/a', 'b', 'b/values.schema.json'].map(refused).join(''),
    );
  });

  it('leaves links alone that no release names', async () => {
    const layer = makeLayer();
    writeFileSync(join(layer, 'README.md'), '');
    symlinkSync('../README.md', join(layer, 'slice/README.md'));
    const rendered = await render(join(layer, 'slice'), { PATH: path });
    rmSync(layer, { recursive: true });
    assert.equal(rendered.stderr, '');
    assert.equal(rendered.code, 0);
  });
});
