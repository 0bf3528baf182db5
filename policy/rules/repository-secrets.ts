import { type RepositoryEntry, repositoryEntries } from '../argocd/secret';
import type { Violation } from '../core/finding';
import { defineRule, everywhere } from '../core/rule';
import { TYPE } from '../core/subject';
import { isAbsent, isTrue, show, text } from '../core/values';

const MANUAL = 'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/';
const TYPES = [TYPE.secret, TYPE.release];

/** Fields that switch off a check of the other side's identity. */
const INSECURE = ['insecure', 'insecureIgnoreHostKey', 'insecureOCIForceHttp'] as const;

export const repositoryVerified = defineRule({
  name: 'repository-verified',
  title: 'A repository Secret does not switch off the verification of the server.',
  why: 'Without it, whoever stands between Argo CD and the Git server reads the credential and decides what is deployed.',
  remediation: 'Remove `insecure`, and give Argo CD the certificate authority or the host key instead.',
  references: [`${MANUAL}#repositories-using-self-signed-tls-certificates-or-are-signed-by-custom-ca`],
  types: TYPES,
  options: {},
  check(subject): Violation[] {
    return repositoryEntries(subject).flatMap(({ field }) =>
      INSECURE.map(field)
        .filter(({ value }) => isTrue(value))
        .map(({ path, value }) => ({
          path,
          value,
          found: `${path.at(-1)} is ${show(value)}`,
          expected: 'no such field, or "false"',
          fix: 'remove it; trust the certificate in argocd-tls-certs-cm or the key in argocd-ssh-known-hosts-cm',
        })),
    );
  },
});

export const repositoryProxy = defineRule({
  name: 'repository-proxy',
  title: 'A repository Secret names no proxy but an allowed one.',
  why: 'A proxy sees where every fetch goes and can be chosen by whoever writes the Secret; Argo CD sends the repository credentials through it.',
  remediation: 'Remove `proxy`, or list the proxy in the configuration of this rule.',
  references: [`${MANUAL}#configure-repositories-with-proxy`],
  types: TYPES,
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
  remediation: 'Make one Secret a repository, with `project`.',
  references: [
    `${MANUAL}#repository-credentials`,
    'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-scoped-repositories-and-clusters',
  ],
  types: TYPES,
  options: {},
  check(subject): Violation[] {
    return repositoryEntries(subject).flatMap((entry) => [...templates(entry), ...withoutProject(entry)]);
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
