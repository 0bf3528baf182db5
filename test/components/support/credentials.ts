import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { appKeyCanary, deployKeyCanary, tokenCanary } from './canaries';
import type { Rehearsal } from './rehearsal';

const SOPS_FILE = 'secrets/staging.yaml';
const KINDS = {
  app: {
    kind: 'githubApp',
    appId: '1',
    installationId: '2',
    field: 'githubAppPrivateKey',
    canary: appKeyCanary,
  },
  key: { kind: 'sshKey', field: 'sshPrivateKey', canary: deployKeyCanary },
  token: { kind: 'token', username: 'argocd', field: 'password', canary: tokenCanary },
} as const;

const SOURCES = { pulumi: { from: 'pulumi' }, sops: { from: 'sops', file: SOPS_FILE } } as const;

const OWN = 'https://github.com/example-org/argo-bootstrap';

/** One credential for each kind and each source through which Pulumi sees the value. */
export const CREDENTIALS = Object.entries(KINDS).flatMap(([short, { field, canary, ...kind }]) =>
  Object.values(SOURCES).map((source) => {
    const name = `${short}-${source.from}`;
    const scheme = kind.kind === 'sshKey' ? 'ssh://git@' : 'https://';
    const repository = `${scheme}github.com/example-org/${name}`;
    return { field, canary: canary(), settings: { name, repository, ...kind, source } };
  }),
);

function withSource(from: keyof typeof SOURCES) {
  return CREDENTIALS.filter(({ settings }) => settings.source.from === from);
}

/** Gives the stack of a rehearsal all of {@link CREDENTIALS}, their values encrypted where each source keeps them. */
export async function giveCredentials(rehearsal: Rehearsal, tools: string): Promise<void> {
  rehearsal.edit('policy/allowlist.yaml', (document) => {
    const urls = [OWN, ...CREDENTIALS.map(({ settings }) => settings.repository)];
    const entries = urls.map((url) => ({ url, projects: ['root', 'apps'] }));
    document.setIn(['environments', 'staging', 'gitRepositories'], entries);
  });
  rehearsal.edit('Pulumi.staging.yaml', (document) => {
    document.setIn(
      ['config', 'argo-bootstrap:credentials'],
      CREDENTIALS.map(({ settings }) => settings),
    );
  });
  await encryptValues(rehearsal, tools);
}

async function encryptValues(rehearsal: Rehearsal, tools: string): Promise<void> {
  const { root } = rehearsal.checkout;
  for (const { settings, canary } of withSource('pulumi')) {
    const path = ['--secret', '--path', `secrets.${settings.name}`];
    const { failed, output } = await rehearsal.pulumiWithInput(canary.value, 'config', 'set', ...path);
    assert(!failed, output);
  }
  const key = join(root, '.age-key');
  await execa(join(tools, 'age-keygen'), ['-o', key]);
  rehearsal.env['SOPS_AGE_KEY_FILE'] = key;
  mkdirSync(join(root, 'secrets'));
  const values = withSource('sops').map(({ settings, canary }) => [settings.name, canary.value]);
  writeFileSync(join(root, SOPS_FILE), stringify(Object.fromEntries(values)));
  const recipient = /age1\w+/.exec(readFileSync(key, 'utf8'))?.[0] ?? '';
  await execa(join(tools, 'sops'), ['encrypt', '--age', recipient, '--in-place', SOPS_FILE], { cwd: root });
}
