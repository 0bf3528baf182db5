import assert from 'node:assert/strict';
import { readAllowlist } from '../../gitops/allowlist';
import {
  isPlainRepositoryUrl,
  isRepositoryListed,
  normalizeRepositoryUrl,
  sameRepository,
} from '../../gitops/repository-url';
import { checkObject } from '../../policy/check';
import { LISTED, SPELLINGS, title } from './support/spellings';

/** The committed allowlist with the fixture's addresses in place of its own. */
const committed = readAllowlist(process.cwd());
const allowlist = {
  ...committed,
  environments: {
    test: {
      gitRepositories: LISTED.map((url) => ({ url, projects: ['apps'] })),
      chartRepositories: [],
      ociRegistries: [],
      imageRegistries: [],
    },
  },
};

function policyPermits(repoURL: string): boolean {
  const application = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'x' },
    spec: { project: 'apps', source: { repoURL } },
  };
  const findings = checkObject(application, { environment: 'test', allowlist });
  return findings.every(({ rule }) => rule !== 'repository-allowed');
}

describe('repository addresses', () => {
  it('are judged on at least 60 spellings', () => assert.ok(SPELLINGS.length >= 60));

  for (const { url, permitted } of SPELLINGS) {
    it(`${permitted ? 'permits' : 'refuses'} ${title(url)}, and so does the policy`, () => {
      assert.equal(isRepositoryListed(url, LISTED), permitted);
      assert.equal(policyPermits(url), permitted);
    });
  }

  it('are the same as themselves, unless nobody can read them', () => {
    assert.equal(sameRepository('https://a/b', 'https://a/b'), true);
    assert.equal(sameRepository('https://a b/c', 'https://a b/c'), false);
    assert.equal(sameRepository('', ''), false);
    assert.equal(normalizeRepositoryUrl('https://a b/c'), '');
  });

  it('are read in bounded time, however long', () => {
    const started = process.cpuUsage();
    for (const text of [
      `https://${'a@'.repeat(50_000)}`,
      `git@${':'.repeat(100_000)}`,
      `${'%25'.repeat(30_000)}`,
    ]) {
      normalizeRepositoryUrl(text);
    }
    const { user } = process.cpuUsage(started);
    assert.ok(user < 2_000_000, `${user} µs`);
  });
});

describe('plain repository addresses', () => {
  const PLAIN = [
    'https://github.com/example-org/argo-bootstrap',
    'https://charts.jetstack.io',
    'https://git.example.com:8443/a/b',
    'oci://ghcr.io/argoproj/argo-helm',
    'ssh://git@git.example.com/team/service',
    'ssh://git@git.example.com:2222/team/service',
    'file:///workspace',
  ];
  const CROOKED = [
    'http://github.com/a/b',
    'https://user@github.com/a/b',
    'https://github.com/a/*',
    'https://github.com/a/b.git',
    'https://github.com/a/b/',
    'https://github.com/a//b',
    'https://github.com/a/../b',
    'https://github.com/a/%62',
    'https://github.com/a/b?c',
    'https://github.com/a/b#c',
    'https://GitHub.com/a/b',
    'https://github.com/a/b ',
    'ssh://git.example.com/a',
    'ssh://git:pass@git.example.com/a',
    'git@git.example.com:a/b',
    'file://',
    'file:///',
    'file://host/a',
    'git://github.com/a/b',
    '!https://github.com/a/b',
    '',
  ];

  for (const url of PLAIN) it(`accepts ${url}`, () => assert.equal(isPlainRepositoryUrl(url), true));
  for (const url of CROOKED)
    it(`refuses ${title(url)}`, () => assert.equal(isPlainRepositoryUrl(url), false));
});
