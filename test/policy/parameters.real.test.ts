import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Parameter } from '../../policy/argocd/parameters';
import * as parameters from '../../policy/argocd/parameters';
import { materialiseVendored } from '../../toolchain';

const MANIFESTS = join(
  resolve(__dirname, '..', '..'),
  'charts',
  'argo-cd',
  'files',
  'vendor',
  'install.yaml',
);
/** A variable of a container, and the key of argocd-cmd-params-cm that it comes from. */
const VARIABLE =
  /- name: (\w+)\n\s+valueFrom:\n\s+configMapKeyRef:\n\s+key: (\S+)\n\s+name: argocd-cmd-params-cm\n/g;

const { INSECURE, NO_LOGIN, PLAINTEXT, FOREIGN_LINKS, TAR_EXCLUSIONS, SUBMODULES, SIZES, TIMES, UNLIMITED } =
  parameters;
const ALL: readonly Parameter[] = [
  INSECURE,
  NO_LOGIN,
  ...PLAINTEXT,
  FOREIGN_LINKS,
  TAR_EXCLUSIONS,
  ...SUBMODULES,
  ...SIZES,
  ...TIMES,
  ...UNLIMITED,
];

describe("the parameters that the rules read, beside Argo CD's own manifests", function () {
  this.timeout(900_000);

  it('have the key and the variable that Argo CD gives them', async () => {
    await materialiseVendored();
    const text = readFileSync(MANIFESTS, 'utf8');
    const known = new Set(Array.from(text.matchAll(VARIABLE), ([, variable, key]) => `${key} ${variable}`));
    const named = ALL.filter(({ key }) => key !== '').map(({ key, variable }) => `${key} ${variable}`);
    assert.ok(named.length > 15);
    assert.deepEqual(
      named.filter((pair) => !known.has(pair)),
      [],
    );
  });
});
