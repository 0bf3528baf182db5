import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { environments, root, rootApplication, tree } from './support/tree';

const revisions = { local: /^HEAD$/, staging: /^main$/, production: /^[0-9a-f]{40}$/ };

describe('the root Applications', () => {
  for (const environment of environments) {
    const { metadata, spec } = rootApplication(environment);

    it(`${environment}: reads the overlay of its environment, in the project root`, () => {
      assert.equal(spec.source.path, `${tree}/overlays/${environment}`);
      assert.ok(existsSync(join(root, spec.source.path, 'kustomization.yaml')));
      assert.deepEqual([metadata.name, metadata.namespace, spec.project], ['apps-root', 'argocd', 'root']);
      assert.equal(metadata.labels?.['argo-bootstrap.dev/environment'], environment);
    });

    it(`${environment}: names a revision as immutable as the environment asks`, () => {
      assert.match(spec.source.targetRevision, revisions[environment]);
      assert.equal(spec.source.repoURL.startsWith('file://'), environment === 'local');
    });

    it(`${environment}: hands down its own repository and revision, and nothing else`, () => {
      const operations = spec.source.kustomize?.patches.flatMap(({ patch }) => parse(patch) as object[]);
      const { repoURL, targetRevision } = spec.source;
      const replace = (path: string, value: string) => ({ op: 'replace', path, value });
      assert.deepEqual(operations, [
        replace('/spec/source/repoURL', repoURL),
        replace('/spec/source/targetRevision', targetRevision),
        replace('/spec/generators/0/git/repoURL', repoURL),
        replace('/spec/generators/0/git/revision', targetRevision),
        replace('/spec/template/spec/source/repoURL', repoURL),
        replace('/spec/template/spec/source/targetRevision', targetRevision),
      ]);
    });

    it(`${environment}: takes what it deployed along only where that is wanted`, () => {
      const finalizers =
        environment === 'production' ? undefined : ['resources-finalizer.argocd.argoproj.io'];
      assert.deepEqual(metadata.finalizers, finalizers);
    });
  }
});
