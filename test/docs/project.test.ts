import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { license } from '../../package.json';
import { PROJECT_ROOT } from '../support/checkout';
import { projectFiles, readPage } from './support/pages';
import { codeSpans } from './support/prose';

const read = (file: string) => readFileSync(join(PROJECT_ROOT, file), 'utf8');

/** The first cell of every row of a page's tables, where it is code that matches. */
function firstCells(page: string, pattern: RegExp): string[] {
  return readPage(page).prose.flatMap(({ text }) => {
    const [code = ''] = text.startsWith('| `') ? codeSpans(text) : [];
    return pattern.test(code) ? [code] : [];
  });
}

/** The version of a program in mise.toml. */
function pinned(program: string): string {
  const version = new RegExp(`^${program} = "(.*)"$`, 'm').exec(read('mise.toml'))?.[1];
  assert.ok(version, `mise.toml pins no ${program}`);
  return version;
}

describe('CONTRIBUTING.md', () => {
  it('has a line for each folder', () => {
    const folders = new Set(projectFiles().flatMap((file) => file.match(/^[^/]+\//)?.[0] ?? []));
    assert.deepEqual(firstCells('CONTRIBUTING.md', /\/$/).toSorted(), [...folders].toSorted());
  });

  it('has a line for each target of the Makefile', () => {
    const targets = Array.from(read('Makefile').matchAll(/^([a-z0-9-]+):/gm), ([, name]) => `make ${name}`);
    assert.deepEqual(firstCells('CONTRIBUTING.md', /^make /).toSorted(), targets.toSorted());
  });

  it('names files and folders that are there', () => {
    const files = projectFiles();
    const missing = ['CONTRIBUTING.md', 'README.md', 'SECURITY.md']
      .flatMap((page) => readPage(page).prose.flatMap(({ text }) => codeSpans(text)))
      .filter((code) => /^[\w.-]+\/[\w./-]*$/.test(code) && !isExample(code))
      .filter(
        (code) => !files.some((file) => file === code || file.startsWith(code) || file.includes(`/${code}`)),
      );
    assert.deepEqual(missing, []);
  });
});

/** Names of what the reader makes, or the environment. */
function isExample(code: string): boolean {
  return code.startsWith('.argo-bootstrap/');
}

describe('the licence', () => {
  it('is the one that package.json names, in full', () => {
    assert.equal(license, 'Apache-2.0');
    const text = read('LICENSE');
    assert.match(text, /Apache License\s+Version 2\.0, January 2004/);
    for (let section = 1; section <= 9; section += 1)
      assert.match(text, new RegExp(`^ {3}${section}\\. `, 'm'));
    assert.match(text, /END OF TERMS AND CONDITIONS/);
  });
});

describe('the development container', () => {
  const schema = z.strictObject({
    name: z.string(),
    build: z.strictObject({ dockerfile: z.literal('Dockerfile') }),
    workspaceMount: z.literal('source=$' + '{localWorkspaceFolder},target=/workspace,type=bind'),
    workspaceFolder: z.literal('/workspace'),
    mounts: z.array(z.string()),
    remoteUser: z.literal('node'),
    postCreateCommand: z.literal('make setup'),
    postStartCommand: z.literal('make up'),
  });

  it('mounts the checkout at /workspace and brings the environment up', () => {
    schema.parse(JSON.parse(read('.devcontainer/devcontainer.json')));
  });

  it('has Go and Node.js in the versions of mise.toml', () => {
    const dockerfile = read('.devcontainer/Dockerfile');
    assert.match(dockerfile, new RegExp(`^FROM golang:${pinned('go')}-`, 'm'));
    assert.match(dockerfile, new RegExp(`^FROM node:${pinned('node')}-`, 'm'));
  });

  it('has Go on the PATH of every shell, login shells included', () => {
    // The editor probes a login shell, and Debian's /etc/profile sets PATH anew.
    assert.match(
      read('.devcontainer/Dockerfile'),
      /^RUN ln -s \/usr\/local\/go\/bin\/go .*\/usr\/local\/bin\/$/m,
    );
  });
});
