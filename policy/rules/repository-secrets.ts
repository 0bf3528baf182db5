import { REPOSITORY_TYPES, type RepositoryEntry, repositoryEntries } from '../argocd/secret';
import { settingsPath } from '../argocd/settings';
import type { Violation } from '../core/finding';
import { defineRule, everywhere } from '../core/rule';
import { type Subject, TYPE } from '../core/subject';
import { at, isAbsent, isTrue, list, type Path, show, text } from '../core/values';

const MANUAL = 'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/';

/** Fields that switch off a check of the other side's identity. */
const INSECURE = ['insecure', 'insecureIgnoreHostKey', 'insecureOCIForceHttp'] as const;

export const repositoryVerified = defineRule({
  name: 'repository-verified',
  title: 'A repository Secret does not switch off the verification of the server, nor log in somewhere else.',
  why: 'Without it, whoever stands between Argo CD and the Git server reads the credential and decides what is deployed. A GitHub App signs in at githubAppEnterpriseBaseUrl: another host can use what it is sent there.',
  remediation:
    'Remove `insecure`, and give Argo CD the certificate authority or the host key instead. Sign in at the host of the repository.',
  references: [`${MANUAL}#repositories-using-self-signed-tls-certificates-or-are-signed-by-custom-ca`],
  types: REPOSITORY_TYPES,
  options: {},
  check: (subject) =>
    repositoryEntries(subject).flatMap((entry) => [
      ...unverified(entry),
      ...foreignLogin(entry),
      ...unseen(subject, entry),
    ]),
});

function unverified({ field }: RepositoryEntry): Violation[] {
  return INSECURE.map(field)
    .filter(({ value }) => isTrue(value))
    .map(({ path, value }) => ({
      path,
      value,
      found: `${path.at(-1)} is ${show(value)}`,
      expected: 'no such field, or "false"',
      fix: 'remove it; trust the certificate in argocd-tls-certs-cm or the key in argocd-ssh-known-hosts-cm',
    }));
}

function foreignLogin({ field }: RepositoryEntry): Violation[] {
  const { path, value } = field('githubAppEnterpriseBaseUrl');
  const host = /^(?:https|ssh):\/\/(?:[^/@]*@)?([^/:@]+)/.exec(text(field('url').value) ?? '')?.[1];
  const login = /^https:\/\/(?:api\.)?([^/:@]+)(?:[:/]|$)/.exec(text(value) ?? '')?.[1];
  if (isAbsent(value) || (host !== undefined && login === host)) return [];
  const expected = `an https address at ${host ?? 'the host of the repository'}`;
  const fix = 'use the API of the server that has the repository';
  return [{ path, value, found: `githubAppEnterpriseBaseUrl is ${show(value)}`, expected, fix }];
}

/** What an operator adds to a Secret besides what its template says. */
function unseen({ props }: Subject, { path: template }: RepositoryEntry): Violation[] {
  const merged: Path = [...template, 'mergePolicy'];
  const from: Path = [...template, 'templateFrom'];
  const paths = [
    ...(at(props, merged) === 'Merge' ? [merged] : []),
    ...(list(at(props, from)).length > 0 ? [from] : []),
  ];
  const expected = 'every field in `template.data`, where it can be read';
  return paths.map((path) => ({ path, expected, fix: 'remove it, and name each field in the template' }));
}

export const repositoryProxy = defineRule({
  name: 'repository-proxy',
  title: 'A repository Secret names no proxy but an allowed one.',
  why: 'A proxy sees where every fetch goes and can be chosen by whoever writes the Secret; Argo CD sends the repository credentials through it.',
  remediation: 'Remove `proxy`, or list the proxy in the configuration of this rule.',
  references: [`${MANUAL}#configure-repositories-with-proxy`],
  types: REPOSITORY_TYPES,
  options: {
    proxies: everywhere<readonly string[]>(
      { type: 'array', items: { type: 'string' }, description: 'Addresses of proxies that may be used.' },
      [],
    ),
  },
  check(subject, { options }): Violation[] {
    return repositoryEntries(subject)
      .map(({ field }) => field('proxy'))
      .filter(({ value }) => !isAbsent(value) && !options.proxies.includes(text(value) ?? ''))
      .map(({ path, value }) => ({
        path,
        value,
        found: `proxy is ${show(value)}`,
        expected: `no proxy${options.proxies.map((proxy) => `, or ${proxy}`).join('')}`,
        fix: 'remove it, or list it under `proxies` of this rule',
      }));
  },
});

export const repositoryScoped = defineRule({
  name: 'repository-scoped',
  title: 'A repository credential belongs to one project and to one repository.',
  why: 'A credential without a project serves every project, and a credential template serves every repository below its address: one careless Application then reads what its team must not see.',
  remediation: 'Make one Secret a repository, with `project`; take repositories out of argocd-cm.',
  references: [
    `${MANUAL}#repository-credentials`,
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-scoped-repositories-and-clusters',
  ],
  types: [...REPOSITORY_TYPES, TYPE.configMap],
  options: {},
  check(subject): Violation[] {
    const entries = repositoryEntries(subject);
    return [
      ...entries.flatMap((entry) => [...templates(entry), ...withoutProject(entry)]),
      ...legacyEntries(subject),
    ];
  },
});

function templates({ kind, path, field }: RepositoryEntry): Violation[] {
  if (kind === 'repository') return [];
  const url = field('url').value;
  return [
    {
      path,
      value: url,
      found: `a credential template for everything below ${show(url)}`,
      expected: 'a Secret for one repository',
      fix: 'label it argocd.argoproj.io/secret-type: repository, with the whole address and a project',
    },
  ];
}

function withoutProject({ kind, field }: RepositoryEntry): Violation[] {
  const { path, value } = field('project');
  if (kind === 'repo-creds' || (typeof value === 'string' && value !== '')) return [];
  return [
    {
      path,
      value,
      found: `project is ${show(value)}`,
      expected: 'the name of the AppProject whose Applications read the repository',
      fix: 'add `project`, and a Secret of its own for every other project',
    },
  ];
}

/** Where Argo CD before 3.0 kept repositories: for every project, and past the rules about Secrets. */
const LEGACY = ['repositories', 'repository.credentials', 'helm.repositories'];

function legacyEntries(subject: Subject): Violation[] {
  const settings = settingsPath(subject, 'argocd-cm');
  if (!settings) return [];
  return LEGACY.map((key): Path => [...settings, key])
    .filter((path) => !isAbsent(at(subject.props, path)))
    .map((path) => ({
      path,
      value: path.at(-1),
      found: `argocd-cm has \`${path.at(-1)}\``,
      expected: 'a Secret for each repository and project',
      fix: 'remove the key, and make a Secret for each entry',
    }));
}
