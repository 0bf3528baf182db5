import { isDeepStrictEqual } from 'node:util';
import { type Allowlist, allowedRepositories } from '../../gitops/allowlist';
import { isManifest, type Manifest } from '../../gitops/manifest';
import type { Problem } from '../../gitops/problem';
import { PROJECTS } from '../../gitops/projects';
import { readYamlDocuments, type YamlDocument } from '../../gitops/yaml-documents';
import { at } from '../../policy/core/values';
import { ARGOCD_NAMESPACE, LAYOUT } from '../layout';
import { nearest } from '../locate/nearest';
import type { Tree } from '../tree/tree';

/** The AppProjects of an environment, as the stack installs them, and what is wrong with their files. */
export function readProjects(
  tree: Tree,
  environment: string,
  allowlist: Allowlist,
): { projects: Map<string, Manifest>; problems: Problem[] } {
  const files = tree.below(LAYOUT.projects).filter((path) => /\.ya?ml$/.test(path));
  const read = files.map((file) => ({ file, ...readYamlDocuments(tree.text(file), file) }));
  const declared = read.flatMap(({ documents }) => documents.flatMap(asProject));
  const problems = [
    ...read.flatMap((one) => one.problems),
    ...files.filter((file) => !INSTALLED.includes(file)).map(installedByNobody),
    ...INSTALLED.filter((file) => !files.includes(file)).map(missing),
    ...declared.flatMap(ownRepositories),
  ];
  const projects = declared.map(({ project }) => withRepositories(project, allowlist, environment));
  return { projects: new Map(projects.map((project) => [project.metadata.name, project])), problems };
}

const INSTALLED: readonly string[] = PROJECTS.map((name) => `${LAYOUT.projects}/${name}.yaml`);

interface Declared {
  readonly project: Manifest;
  readonly document: YamlDocument;
}

function asProject(document: YamlDocument): Declared[] {
  const { value } = document;
  return isManifest(value) && value.kind === 'AppProject' ? [{ project: value, document }] : [];
}

function installedByNobody(file: string): Problem {
  return {
    rule: 'project-not-installed',
    where: { file },
    found: 'the project of this file is installed by nobody',
    expected: `one of ${PROJECTS.join(', ')}`,
    fix: 'add it to gitops/projects.ts and helmfiles/argocd/projects.yaml.gotmpl, or remove the file',
  };
}

function missing(file: string): Problem {
  return {
    rule: 'project-not-installed',
    where: { file },
    found: 'there is no such file, and the installers read it',
    expected: `an AppProject for each of ${PROJECTS.join(', ')}`,
    fix: 'put the file back, or take the project out of gitops/projects.ts and helmfiles/argocd/projects.yaml.gotmpl',
  };
}

/** What a file lists itself is overwritten, so that its writer would be misled. */
function ownRepositories({ project, document }: Declared): Problem[] {
  const path = ['spec', 'sourceRepos'];
  const listed = at(project, path);
  if (listed === undefined || isDeepStrictEqual(listed, [])) return [];
  return [
    {
      rule: 'project-repositories',
      where: nearest(document, path),
      found: `spec.sourceRepos is ${JSON.stringify(listed).slice(0, 200)}`,
      expected: 'nothing: the allowlist gives a project its repositories, whatever stands here',
      fix: 'remove it, and name the project beside the repository in policy/allowlist.yaml',
    },
  ];
}

function withRepositories(project: Manifest, allowlist: Allowlist, environment: string): Manifest {
  const { name } = project.metadata;
  const spec = typeof project['spec'] === 'object' ? project['spec'] : {};
  return {
    ...project,
    metadata: { ...project.metadata, namespace: ARGOCD_NAMESPACE },
    spec: { ...spec, sourceRepos: allowedRepositories(allowlist, environment, name) },
  };
}
