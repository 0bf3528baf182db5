import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { pinRevision } from '../../config/pin-writer';
import { readRootApplication } from '../../config/root-application';
import { pins } from '../../config/root-application-pins';
import { writeTogether } from '../../config/write-together';
import { PROJECT_ROOT } from '../support/checkout';
import { temporaryDirectory } from '../support/temporary';

const STACK = 'Pulumi.production.yaml';
const PARENT = 'infra/kubernetes/gitops/argocd/parent/apps-root-production.yaml';
const OLD = '3636b51335604064975ef2fa276a18ac750c1b1e';
const NEW = 'a'.repeat(40);
/** YAML reads it as a number. */
const NUMBER = `1e${'5'.repeat(38)}`;

describe('pinRevision', () => {
  const directory = temporaryDirectory();

  beforeEach(() => {
    for (const file of [STACK, PARENT]) {
      mkdirSync(dirname(join(directory.path, file)), { recursive: true });
      cpSync(join(PROJECT_ROOT, file), join(directory.path, file));
    }
  });

  function edit(file: string, change: (text: string) => string): void {
    const path = join(directory.path, file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  }

  function pinsNow(): string[] {
    const { config } = parse(readFileSync(join(directory.path, STACK), 'utf8'));
    const parent = pins(readRootApplication(directory.path, 'production'));
    const revisions = parent.filter(({ kind }) => kind === 'revision').map(({ value }) => value);
    return [config['argo-bootstrap:repository'].revision, ...revisions];
  }

  it('changes the revision in every place that names it, and nothing else', () => {
    const rewrites = pinRevision(directory.path, 'production', NEW);
    assert.deepEqual(
      rewrites.map(({ file }) => file),
      [STACK, PARENT],
    );
    for (const { before, after } of rewrites) assert.equal(after, before.replaceAll(OLD, NEW));
    writeTogether(directory.path, rewrites);
    assert.deepEqual(pinsNow(), [NEW, NEW, NEW, NEW, NEW]);
  });

  it('keeps quotes, flow style, comments on the line and blank lines in a patch', () => {
    edit(STACK, (text) =>
      text.replace(
        /argo-bootstrap:repository:\n.*\n.*\n/,
        `argo-bootstrap:repository: {url: "https://example.com/x", revision: '${OLD}'} # here\n`,
      ),
    );
    edit(PARENT, (text) =>
      text
        .replace(`targetRevision: ${OLD}`, `targetRevision: "${OLD}" # there`)
        .replace('patch: |-\n', 'patch: |-\n\n'),
    );
    const rewrites = pinRevision(directory.path, 'production', NEW);
    for (const { before, after } of rewrites) assert.equal(after, before.replaceAll(OLD, NEW));
  });

  it('quotes a commit that YAML would read as a number', () => {
    writeTogether(directory.path, pinRevision(directory.path, 'production', NUMBER));
    assert.deepEqual(pinsNow(), [NUMBER, NUMBER, NUMBER, NUMBER, NUMBER]);
  });

  it('names every place that it cannot rewrite', () => {
    edit(STACK, (text) => text.replace(`revision: ${OLD}`, 'tag: none'));
    edit(PARENT, (text) => text.replace('patch: |-', 'patch: >-'));
    assert.throws(() => pinRevision(directory.path, 'production', NEW), {
      message: [
        `${STACK}: the revision at config.argo-bootstrap:repository.revision is missing, or not written out [pin-unwritable]`,
        '  expected: a plain or quoted value; a patch as a block of text that begins with |-',
        '  fix: write it as the other environments do',
        `${PARENT}:21: the revision at spec.source.kustomize.patches.0.patch is missing, or not written out [pin-unwritable]`,
        '  expected: a plain or quoted value; a patch as a block of text that begins with |-',
        '  fix: write it as the other environments do',
      ].join('\n'),
    });
  });

  it('writes no file where one of them cannot be written, and leaves nothing beside them', () => {
    const rewrites = pinRevision(directory.path, 'production', NEW);
    const texts = () => [STACK, PARENT].map((file) => readFileSync(join(directory.path, file), 'utf8'));
    const before = texts();
    edit(PARENT, (text) => `${text}# somebody else was here\n`);
    assert.throws(
      () => writeTogether(directory.path, rewrites),
      /apps-root-production\.yaml has been changed/,
    );
    assert.deepEqual(texts(), [before[0], `${before[1]}# somebody else was here\n`]);
    assert.deepEqual(readdirSync(directory.path).sort(), [STACK, 'infra']);
  });

  it('keeps a file its mode', () => {
    chmodSync(join(directory.path, STACK), 0o640);
    writeTogether(directory.path, pinRevision(directory.path, 'production', NEW));
    assert.equal(statSync(join(directory.path, STACK)).mode & 0o777, 0o640);
  });
});
