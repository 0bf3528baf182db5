import { isRepositoryListed } from '../../gitops/repository-url';
import { REPOSITORY_TYPES, repositoryEntries } from '../argocd/secret';
import { sourcesOf } from '../argocd/sources';
import type { Violation } from '../core/finding';
import { type Context, defineRule, everywhere } from '../core/rule';
import { type Subject, TYPE } from '../core/subject';
import { at, list, type Path, show, text } from '../core/values';

const TYPES = [TYPE.application, TYPE.applicationSet, TYPE.appProject, ...REPOSITORY_TYPES];
const MANUAL = 'https://argo-cd.readthedocs.io/en/stable/operator-manual/';

/** One use of a repository, by whatever resource. */
interface Use {
  readonly path: Path;
  readonly url: unknown;
  /** The project that uses it; undefined where the resource names none. */
  readonly project: unknown;
  readonly reads: readonly Path[];
}

function usesOf(subject: Subject): Use[] {
  const { props, type } = subject;
  if (type === TYPE.appProject) {
    return list(at(props, ['spec', 'sourceRepos'])).map((url, index) => ({
      path: ['spec', 'sourceRepos', index],
      url,
      project: at(props, ['metadata', 'name']) ?? '',
      reads: [['metadata', 'name']],
    }));
  }
  const sources = sourcesOf(subject).map(({ path, url, project }) => ({
    path,
    url,
    project: at(props, project),
    reads: [project],
  }));
  const entries = repositoryEntries(subject).map(({ field }) => {
    const url = field('url');
    const project = field('project');
    return { path: url.path, url: url.value, project: project.value, reads: [project.path] };
  });
  return [...sources, ...entries];
}

/** Git repositories, chart repositories and registries that the project may use; any project's where none is named. */
function listedFor({ allowed }: Context<unknown>, project: unknown): string[] {
  const { gitRepositories, chartRepositories, ociRegistries } = allowed;
  return [...gitRepositories, ...chartRepositories, ...ociRegistries]
    .filter(({ projects }) => project === undefined || projects.some((name) => name === project))
    .map(({ url }) => url);
}

export const repositoryAllowed = defineRule({
  name: 'repository-allowed',
  title: 'A repository is on the allowlist of its environment and project.',
  why: 'Whoever can write to a repository that Argo CD reads decides what runs in the cluster. Argo CD compares addresses in its own way, and this rule compares them the same way.',
  remediation: 'Use a listed repository, or ask the owners of policy/allowlist.yaml to list this one.',
  references: [`${MANUAL}declarative-setup/#projects`, `${MANUAL}security/`],
  types: TYPES,
  options: {},
  check(subject, context): Violation[] {
    return usesOf(subject).flatMap(({ path, url, project, reads }) => {
      const listed = listedFor(context, project);
      if (typeof url === 'string' && isRepositoryListed(url, listed)) return [];
      const who = project === undefined ? 'any project' : `project ${show(project)}`;
      const expected = `a repository listed for ${who} in ${context.environment}: ${listed.join(', ') || 'none is listed'}`;
      const fix = 'use a listed repository, or have this one added to policy/allowlist.yaml';
      return [{ path, value: url, found: `${describe(path)} is ${show(url)}`, expected, fix, reads }];
    });
  },
});

function describe(path: Path): string {
  return path.includes('sourceRepos') ? 'the source repository' : 'the repository';
}

export const repositoryTransport = defineRule({
  name: 'repository-transport',
  title: 'A repository is reached over https, ssh or oci, by an address in ASCII without credentials.',
  why: 'Over http or git:// anyone on the way can change what is deployed, and an address with credentials shows them in every Application, log and message. Argo CD takes `https://gİthub.com` (U+0130) for github.com when it compares, but fetches from the host that is written there.',
  remediation: 'Use an https:// or ssh:// address, and put the credentials into a repository Secret.',
  references: [`${MANUAL}security/`, `${MANUAL}declarative-setup/#repository-credentials`],
  types: TYPES,
  options: {},
  check(subject): Violation[] {
    return usesOf(subject)
      .filter(({ url }) => !isProtected((text(url) ?? '').trim()))
      .map(({ path, url }) => ({
        path,
        value: url,
        found: `the repository is ${show(url)}`,
        expected:
          'https://, ssh://user@host, user@host:path, oci:// or file://, in ASCII, without password or query',
        fix: 'use an encrypted address, and put credentials into a repository Secret',
      }));
  },
});

/** Encrypted, in ASCII and without credentials: a user name is part of an ssh address only, and a password of none. */
function isProtected(url: string): boolean {
  if (!/^[!-~]*$/.test(url)) return false;
  const [scheme = '', rest] = url.toLowerCase().split('://', 2);
  if (rest === undefined) return /^[a-z0-9._-]+@[^/:@]+:/i.test(url);
  const [authority = ''] = rest.split('/', 1);
  const user = authority.slice(0, authority.lastIndexOf('@') + 1);
  const harmless = scheme === 'ssh' ? !user.includes(':') : user === '';
  return harmless && ['https', 'ssh', 'oci', 'file'].includes(scheme) && !url.includes('?');
}

export const repositoryLocalOnly = defineRule({
  name: 'repository-local-only',
  title: 'A repository in the file system is used in local only.',
  why: 'A file:// address means whatever lies on the repo-server at that moment: nobody reviewed it and nothing pins it.',
  remediation: 'Name the repository by its https:// or ssh:// address.',
  references: ['https://argo-cd.readthedocs.io/en/stable/operator-manual/security/'],
  types: TYPES,
  options: {
    environments: everywhere(
      {
        type: 'array',
        items: { type: 'string' },
        description: 'Environments that may use file:// addresses.',
      },
      ['local'],
    ),
  },
  check(subject, { environment, options }): Violation[] {
    if (options.environments.includes(environment)) return [];
    return usesOf(subject)
      .filter(({ url }) => /^\s*(file:|\.{0,2}\/)/i.test(text(url) ?? ''))
      .map(({ path, url }) => ({
        path,
        value: url,
        found: `the repository is ${show(url)} in ${environment}`,
        expected: 'an https:// or ssh:// address',
        fix: 'name the repository by its address on the Git server',
      }));
  },
});
