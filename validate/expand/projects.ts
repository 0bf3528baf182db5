import { type Allowlist, allowedRepositories } from '../../gitops/allowlist';
import { isManifest, type Manifest } from '../../gitops/manifest';
import type { Problem } from '../../gitops/problem';
import { readYamlDocuments } from '../../gitops/yaml-documents';
import { ARGOCD_NAMESPACE, LAYOUT } from '../layout';
import type { Tree } from '../tree/tree';

/** The AppProjects of an environment, as the stack installs them, and what is wrong with their files. */
export function readProjects(
  tree: Tree,
  environment: string,
  allowlist: Allowlist,
): { projects: Map<string, Manifest>; problems: Problem[] } {
  const files = tree.below(LAYOUT.projects).filter((path) => /\.ya?ml$/.test(path));
  const read = files.map((file) => readYamlDocuments(tree.text(file), file));
  const manifests = read
    .flatMap(({ documents }) => documents.map(({ value }) => value))
    .filter(isManifest)
    .filter(({ kind }) => kind === 'AppProject')
    .map((project) => withRepositories(project, allowlist, environment));
  return {
    projects: new Map(manifests.map((project) => [project.metadata.name, project])),
    problems: read.flatMap(({ problems }) => problems),
  };
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
