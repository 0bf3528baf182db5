import { applicationSpecs } from '../argocd/application';
import { settingsPath } from '../argocd/settings';
import type { Violation } from '../core/finding';
import { defineRule, everywhere } from '../core/rule';
import { nameOf, type Subject, TYPE } from '../core/subject';
import { at, isAbsent, list, type Path, record, text } from '../core/values';

const MANUAL = 'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/';
/** Signs that Argo CD's globs give a meaning to, and a leading `!`, which denies and so allows the rest. */
const WILDCARD = /[*?[\]{}\\]|^!/;

export const projectExact = defineRule({
  name: 'project-exact',
  title: 'A project lists its repositories, destinations and kinds without wildcards.',
  why: 'A wildcard admits what nobody thought of: `https://github.com/org*` also matches org-evil, a cluster kind `*` hands over the cluster, and a kind `*` in a namespace its Secrets and Roles.',
  remediation: 'List each repository, destination and kind by its name.',
  references: [MANUAL],
  types: [TYPE.appProject],
  options: {},
  check({ props }): Violation[] {
    return exactFields(props)
      .filter((path) => WILDCARD.test(text(at(props, path)) ?? ''))
      .map((path) => ({ path, expected: 'an exact name', fix: 'list what is meant, entry by entry' }));
  },
});

/** Every field of a project that has to be exact. */
function exactFields(props: unknown): Path[] {
  return [
    ...entries(props, ['spec', 'sourceRepos'], []),
    ...entries(props, ['spec', 'sourceNamespaces'], []),
    ...entries(props, ['spec', 'destinations'], ['server', 'name', 'namespace']),
    ...entries(props, ['spec', 'clusterResourceWhitelist'], ['group', 'kind']),
    ...entries(props, ['spec', 'namespaceResourceWhitelist'], ['group', 'kind']),
  ];
}

function entries(props: unknown, path: Path, keys: readonly string[]): Path[] {
  return list(at(props, path)).flatMap((_, index) =>
    keys.length === 0 ? [[...path, index]] : keys.map((key) => [...path, index, key]),
  );
}

export const projectNamed = defineRule({
  name: 'project-named',
  title: 'An Application names a project of its own, never `default`.',
  why: 'Argo CD makes a `default` project that allows every repository, destination and kind.',
  remediation: 'Name the project that the Application belongs to.',
  references: [`${MANUAL}#the-default-project`],
  types: [TYPE.application, TYPE.applicationSet],
  options: {},
  check(subject): Violation[] {
    return applicationSpecs(subject)
      .filter(({ spec, partial }) => !(partial && isAbsent(spec['project'])))
      .filter(({ spec }) => isAbsent(spec['project']) || text(spec['project'])?.trim() === 'default')
      .map(({ path }) => ({
        path: [...path, 'project'],
        expected: 'a project other than default',
        fix: 'name the project whose repositories and destinations fit',
      }));
  },
});

export const projectDefaultEmpty = defineRule({
  name: 'project-default-empty',
  title: 'The `default` project allows nothing.',
  why: 'It exists in every Argo CD, and an Application that names no project lands in it.',
  remediation: 'Empty its sourceRepos, destinations and clusterResourceWhitelist.',
  references: [`${MANUAL}#the-default-project`],
  types: [TYPE.appProject],
  options: {},
  check(subject): Violation[] {
    if (nameOf(subject) !== 'default') return [];
    return ['sourceRepos', 'destinations', 'sourceNamespaces', 'clusterResourceWhitelist']
      .map((key): Path => ['spec', key])
      .filter((path) => {
        const value = at(subject.props, path);
        return !isAbsent(value) && (!Array.isArray(value) || value.length > 0);
      })
      .map((path) => ({
        path,
        expected: 'nothing: []',
        fix: 'empty it, and make a project for what needs it',
      }));
  },
});

export const projectOwn = defineRule({
  name: 'project-own',
  title: 'A project’s rights are its own: none is lent to others.',
  why: 'A project named in `globalProjects` adds its repositories and destinations to every project that its selector matches, whatever those say themselves.',
  remediation: 'Remove globalProjects from argocd-cm, and write into each project what it may use.',
  references: [`${MANUAL}#configuring-global-projects-v18`],
  types: [TYPE.release, TYPE.configMap],
  options: {},
  check(subject): Violation[] {
    const settings = settingsPath(subject, 'argocd-cm');
    const path = [...(settings ?? []), 'globalProjects'];
    if (!settings || isAbsent(at(subject.props, path))) return [];
    return [{ path, expected: 'nothing', fix: 'remove it' }];
  },
});

export const projectProtectsArgoCd = defineRule({
  name: 'project-protects-argocd',
  title:
    'Only the root project deploys into Argo CD’s own namespace, and only Applications and ApplicationSets.',
  why: 'Whoever may write there can change projects, settings and repository credentials, and so everything else.',
  remediation: 'Deploy into another namespace, or hand the change to those who own the root project.',
  references: ['https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/'],
  types: [TYPE.appProject, TYPE.application, TYPE.applicationSet],
  options: {
    namespace: everywhere({ type: 'string', description: 'The namespace of Argo CD.' }, 'argocd'),
    rootProject: everywhere({ type: 'string', description: 'The project of the root Application.' }, 'root'),
  },
  check(subject, { options }): Violation[] {
    if (subject.type !== TYPE.appProject) return applicationsInside(subject, options);
    const destinations = list(at(subject.props, ['spec', 'destinations']));
    const own = destinations.flatMap((destination, index) =>
      record(destination)['namespace'] === options.namespace ? [index] : [],
    );
    if (nameOf(subject) === options.rootProject) return own.length > 0 ? kindsOfRoot(subject) : [];
    return own.map((index) => ({
      path: ['spec', 'destinations', index, 'namespace'],
      expected: `a namespace other than ${options.namespace}, which only project ${options.rootProject} may use`,
      fix: 'remove the destination',
      reads: [['metadata', 'name']],
    }));
  },
});

function applicationsInside(
  subject: Subject,
  { namespace, rootProject }: { readonly namespace: string; readonly rootProject: string },
): Violation[] {
  return applicationSpecs(subject)
    .filter(({ spec }) => record(spec['destination'])['namespace'] === namespace)
    .filter(({ spec }) => spec['project'] !== rootProject)
    .map(({ path }) => ({
      path: [...path, 'destination', 'namespace'],
      expected: `a namespace other than ${namespace}, which only project ${rootProject} may use`,
      fix: 'deploy into a namespace of the application',
      reads: [[...path, 'project']],
    }));
}

const ROOT_KINDS = ['Application', 'ApplicationSet'];

function kindsOfRoot({ props }: Subject): Violation[] {
  const expected = 'only argoproj.io Application and ApplicationSet';
  const fix = 'list those two under namespaceResourceWhitelist, and nothing under clusterResourceWhitelist';
  const cluster: Path = ['spec', 'clusterResourceWhitelist'];
  const namespaced: Path = ['spec', 'namespaceResourceWhitelist'];
  const kinds = at(props, namespaced);
  const foreign = list(kinds).flatMap((entry, index): Path[] => {
    const { group, kind } = record(entry);
    return group === 'argoproj.io' && ROOT_KINDS.some((name) => name === kind)
      ? []
      : [[...namespaced, index]];
  });
  const missing: Path[] = list(kinds).length === 0 ? [namespaced] : [];
  const clusterWide: Path[] = list(at(props, cluster)).length > 0 ? [cluster] : [];
  return [...clusterWide, ...missing, ...foreign].map((path) => ({ path, expected, fix }));
}
