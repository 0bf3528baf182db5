import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ApplicationSource } from '../../gitops/manifest';
import { inputsOf } from '../../validate/render/inputs';
import { leavesRepository } from '../../validate/tree/links';
import { openTree, type Tree } from '../../validate/tree/tree';
import { walkFiles } from '../../validate/tree/walk';

describe('leavesRepository', () => {
  for (const [target, leaves] of [
    ['beside', false],
    ['../up/file', false],
    ['../../..', true],
    ['../../../inside/again', true],
    ['/etc/passwd', true],
    ['down/../../../../x', true],
  ] as const) {
    it(`${leaves ? 'refuses' : 'takes'} ${target}`, () =>
      assert.equal(leavesRepository('one/two/link', target), leaves));
  }
});

describe('a tree', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'validate-tree-'));
  });

  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function treeOf(files: Record<string, string>): Tree {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    return openTree(dir, walkFiles(dir));
  }

  it('lists what lies below a directory, and nothing beside it', () => {
    const tree = treeOf({ 'a/b/c': '', 'a/b-c': '', 'a/b/d/e': '', 'a/ba': '' });
    assert.deepEqual(tree.below('a/b'), ['a/b/c', 'a/b/d/e']);
    assert.ok(tree.isDirectory('a/b/d'));
    assert.ok(!tree.isDirectory('a/b-c'));
  });

  it('follows no link, and takes its target for its content', () => {
    treeOf({ 'a/file': 'text' });
    symlinkSync('..', join(dir, 'a', 'loop'));
    const tree = openTree(dir, walkFiles(dir));
    assert.deepEqual([...tree.files.keys()], ['a/file', 'a/loop']);
    assert.equal(tree.text('a/loop'), '..');
  });

  const inputs = (files: Record<string, string>, source: Omit<ApplicationSource, 'repoURL'>) =>
    inputsOf(treeOf(files), { repoURL: 'file:///workspace', ...source });

  it('takes for a directory its own files, and those below only where asked', () => {
    const files = { 'x/a.yaml': '', 'x/y/b.yaml': '', 'z.yaml': '' };
    assert.deepEqual(inputs(files, { path: 'x' }), { kind: 'directory', files: ['x/a.yaml'] });
    assert.deepEqual(inputs(files, { path: 'x', directory: { recurse: true } }).files, [
      'x/a.yaml',
      'x/y/b.yaml',
    ]);
  });

  it('takes for a chart what it depends on and the values that are named', () => {
    const files = {
      'one/Chart.yaml': 'dependencies: [{name: two, repository: "file://../two"}]',
      'one/values.yaml': '',
      'two/Chart.yaml': '',
      'two/templates/a.yaml': '',
      'three/Chart.yaml': '',
      'values/a.yaml': '',
      'values/b.yaml': '',
    };
    const found = inputs(files, { path: 'one', helm: { valueFiles: ['../values/a.yaml'] } });
    assert.deepEqual(found, {
      kind: 'helm',
      files: ['one/Chart.yaml', 'one/values.yaml', 'two/Chart.yaml', 'two/templates/a.yaml', 'values/a.yaml'],
    });
  });

  it('takes for a kustomization what it leads to, and no more', () => {
    const files = {
      'overlay/kustomization.yaml': 'resources: [../base]\npatches: [{path: patch.yaml}]',
      'overlay/patch.yaml': '',
      'overlay/unused.yaml': '',
      'base/kustomization.yaml':
        'resources: [a.yaml]\nconfigMapGenerator: [{name: g, files: [key=data.txt]}]',
      'base/a.yaml': '',
      'base/data.txt': '',
      'base/unused.yaml': '',
    };
    assert.deepEqual(inputs(files, { path: 'overlay' }).files, [
      'base/a.yaml',
      'base/data.txt',
      'base/kustomization.yaml',
      'overlay/kustomization.yaml',
      'overlay/patch.yaml',
    ]);
  });

  it('takes for a slice its directory and the charts beside it that it names', () => {
    const files = {
      'layer/web/helmfile.yaml.gotmpl': 'releases:\n  - chart: ../chart\n',
      'layer/web/values/a.yaml': '',
      'layer/chart/Chart.yaml': '',
      'layer/other/Chart.yaml': '',
    };
    assert.deepEqual(inputs(files, { path: 'layer/web', plugin: { name: 'helmfile-v1.0' } }).files, [
      'layer/chart/Chart.yaml',
      'layer/web/helmfile.yaml.gotmpl',
      'layer/web/values/a.yaml',
    ]);
  });

  it('takes nothing for a path out of the repository', () => {
    assert.deepEqual(inputs({ a: '' }, { path: '../x' }).files, []);
  });
});
