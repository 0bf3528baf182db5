import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Manifest } from '../../../gitops/manifest';
import type { ValuePath } from '../../../gitops/yaml-position';
import { locateObject } from '../../../validate/locate/objects';
import { openTree } from '../../../validate/tree/tree';

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  greeting: hello\n';
const config: Manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'web', namespace: 'web' },
  data: { greeting: 'hello', other: 'thing' },
};

describe('locateObject', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'locate-'));
  });

  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const place = (files: Readonly<Record<string, string>>, path: ValuePath = [], manifest = config) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
    const names = Object.keys(files);
    const found = locateObject(openTree(dir, names), names, manifest, path);
    return found ? `${found.file}:${found.line}` : '';
  };

  it('finds the document of an object, and the line of a field or of the nearest enclosing one', () => {
    const files = { 'a.yaml': `${CONFIG.replace('ConfigMap', 'Secret')}---\n${CONFIG}`, 'b.txt': CONFIG };
    assert.equal(place(files), 'a.yaml:8');
    assert.equal(place(files, ['data', 'greeting']), 'a.yaml:13');
    assert.equal(place(files, ['data', 'other']), 'a.yaml:12');
  });

  it('finds it in JSON', () => {
    const text = JSON.stringify({ ...config, metadata: { name: 'web' } }, undefined, 1);
    assert.equal(place({ 'a.json': text }, ['kind']), 'a.json:3');
  });

  it('takes none of another group or name', () => {
    assert.equal(place({ 'a.yaml': CONFIG.replace('v1', 'example.com/v1') }), '');
    assert.equal(place({ 'a.yaml': CONFIG.replace('name: web', 'name: web-2') }), '');
  });

  it('prefers the one of its namespace', () => {
    const of = (namespace: string) => CONFIG.replace('name: web', `name: web\n  namespace: ${namespace}`);
    assert.equal(
      place({ 'a.yaml': `${of('other')}  more: than the rest\n`, 'b.yaml': of('web') }),
      'b.yaml:1',
    );
  });

  it('prefers what is patched to the patch, unless the patch sets the value', () => {
    const patch = CONFIG.replace('  greeting: hello\n', '  other: thing\n');
    const files = { 'a-patch.yaml': patch, 'b.yaml': `${CONFIG}  third: value\n` };
    assert.equal(place(files), 'b.yaml:1');
    assert.equal(place(files, ['data', 'other']), 'a-patch.yaml:6');
  });

  it('looks into the templates of a chart, and past its values', () => {
    const files = {
      'chart/Chart.yaml': 'name: web\n',
      'chart/values.yaml': 'name: web\n',
      'chart/templates/config.yaml': CONFIG.replace('name: web', 'name: {{ .Release.Name }}'),
    };
    assert.equal(place(files, ['data', 'greeting']), 'chart/templates/config.yaml:6');
    assert.equal(place({ ...files, 'chart/charts/more-1.0.0.tgz': '' }), '');
  });

  it('reads nothing through a link', () => {
    writeFileSync(join(dir, 'outside'), CONFIG);
    symlinkSync('outside', join(dir, 'a.yaml'));
    assert.equal(locateObject(openTree(dir, ['a.yaml']), ['a.yaml'], config), undefined);
  });
});
