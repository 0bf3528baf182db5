import { environmentAllowlist } from '../../gitops/allowlist';
import type { Problem } from '../../gitops/problem';
import { isPlainRepositoryUrl, isRepositoryListed } from '../../gitops/repository-url';
import { knownHostName, pinnedHosts } from '../credentials/known-hosts';
import type { Credential } from '../credentials/schema';
import { textValue } from '../values';
import { type Evidence, type Rule, withoutUser } from './evidence';

type CredentialRule = (
  credential: Credential,
  evidence: Evidence,
) => Omit<Problem, 'rule' | 'where'> | undefined;

/** A credential is for one repository that the allowlist has, never for a whole organisation. */
const repositoryIsListed: CredentialRule = ({ repository }, { allowlist, stack }) => {
  if (!allowlist?.environments[stack]) return undefined;
  const listed = environmentAllowlist(allowlist, stack).gitRepositories.map(({ url }) => url);
  const plain = isPlainRepositoryUrl(repository);
  if (plain && isRepositoryListed(repository, listed)) return undefined;
  return {
    found: `it is for ${withoutUser(repository)}`,
    expected: `one repository of policy/allowlist.yaml, without a password: ${listed.join(', ')}`,
    fix: 'correct the address; a credential for a whole organisation is not supported on purpose',
  };
};

const kindFitsRepository: CredentialRule = ({ repository, kind }) => {
  const scheme = kind === 'sshKey' ? 'ssh' : 'https';
  if (repository.startsWith(`${scheme}://`)) return undefined;
  return {
    found: `a credential of kind ${kind} is for ${withoutUser(repository)}`,
    expected: `an address that starts with ${scheme}://`,
    fix: 'use an address that fits the kind, or a kind that fits the address',
  };
};

const hostIsKnown: CredentialRule = ({ repository, kind }, { values }) => {
  const host = knownHostName(repository);
  if (kind !== 'sshKey' || host === undefined || !values) return undefined;
  const known = pinnedHosts(textValue(values, 'configs', 'ssh', 'knownHosts') ?? '');
  if (known.has(host)) return undefined;
  return {
    found: `the key of the host ${host} is not pinned`,
    expected: `a host of configs.ssh.knownHosts: ${[...known].join(', ')}`,
    fix: "add the host's published keys to helmfiles/values/argocd/common.yaml",
  };
};

const vaultIsConfigured: CredentialRule = ({ source }, { settings: { vault } }) => {
  if (source.from !== 'externalSecret' || vault) return undefined;
  return {
    found: 'its value comes from Vault, and no Vault is configured',
    expected: 'vault: with server, path, authMount and role',
    fix: 'configure vault, or choose another source',
  };
};

const PER_CREDENTIAL = {
  'credential-repository': repositoryIsListed,
  'credential-kind': kindFitsRepository,
  'credential-host': hostIsKnown,
  'credential-vault': vaultIsConfigured,
} as const;

/** Every credential is for a known repository, of a fitting kind, from a source that is there. */
export const credentialsAreSound: Rule = (evidence) =>
  (evidence.settings.credentials ?? []).flatMap((credential, index) =>
    Object.entries(PER_CREDENTIAL).flatMap(([rule, check]) => {
      const problem = check(credential, evidence);
      if (!problem) return [];
      const where = evidence.file.locate(['credentials', index]);
      return [{ rule, where, ...problem, found: `credential ${credential.name}: ${problem.found}` }];
    }),
  );

/** A name, and a repository, has one credential: Argo CD would pick one of two at will. */
export const credentialsAreDistinct: Rule = ({ settings: { credentials = [] }, file }) =>
  credentials.flatMap((credential, index) => {
    const first = credentials.findIndex(
      ({ name, repository }) =>
        name === credential.name || isRepositoryListed(repository, [credential.repository]),
    );
    if (first === index) return [];
    return [
      {
        rule: 'credential-twice',
        where: file.locate(['credentials', index]),
        found: `credential ${credential.name} has the name or the repository of credential ${credentials[first]?.name}`,
        expected: 'one credential for each repository',
        fix: 'remove or rename one of the two',
      },
    ];
  });

/** What must not be read by others is encrypted, and nothing else is: a preview shows what changes. */
export const secretsAreEncrypted: Rule = ({ keys, secretKeys, project, file }) => {
  const own = `${project}:secrets`;
  const clear = keys.includes(own) && !secretKeys.includes(own);
  const hidden = secretKeys.filter((key) => key !== own);
  return [
    ...(clear ? [clearText(file.locate(['secrets']))] : []),
    ...hidden.map((key) => ({
      rule: 'config-key-encrypted',
      where: file.locate([key]),
      found: `${key} is encrypted`,
      expected: 'only secrets to be encrypted, so that reviews see every other setting',
      fix: `set it in clear text, or move the secret value below ${own}`,
    })),
  ];
};

function clearText(where: Problem['where']): Problem {
  const problem = {
    rule: 'secret-in-clear-text',
    found: 'a value below secrets is not encrypted',
    expected: 'encrypted values only',
    fix: "replace the value, which counts as leaked: pulumi config set --secret --path 'secrets.<name>' < file",
  };
  return where ? { ...problem, where } : problem;
}
