import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as k8s from '@pulumi/kubernetes';
import { ComponentResource, type ComponentResourceOptions, type Input, type Resource } from '@pulumi/pulumi';
import { parse } from 'yaml';
import { type Allowlist, allowedRepositories } from '../gitops/allowlist';
import { PROJECTS } from '../gitops/projects';
import { isRepositoryListed } from '../gitops/repository-url';

export interface ProjectsArgs {
  /** The repository's root. */
  readonly root: string;
  readonly environment: string;
  readonly namespace: Input<string>;
  /** Says which repositories each project may read. */
  readonly allowlist: Allowlist;
  /** What brings the definition of AppProject, and must outlast them. */
  readonly prerequisites: Resource[];
}

/** argocd-server makes this project when it starts, which it does before the release counts as ready. */
const MADE_BY_ARGO_CD = 'default';
const TAKEN_OVER = { annotations: { 'pulumi.com/patchForce': 'true' } };

/** Which projects of an environment may read a repository, by its address. */
export function projectsOf(allowlist: Allowlist, environment: string): (repository: string) => string[] {
  return (repository) =>
    PROJECTS.filter((project) =>
      isRepositoryListed(repository, allowedRepositories(allowlist, environment, project)),
    );
}

/** The AppProjects, whose files say all but their source repositories: what each layer may deploy, from where, and to where. */
export class Projects extends ComponentResource {
  readonly projects: k8s.apiextensions.CustomResource[];

  constructor(name: string, args: ProjectsArgs, opts?: ComponentResourceOptions) {
    super('argo-bootstrap:components:Projects', name, {}, opts);
    const specs = readSpecs(args);
    this.projects = Object.entries(specs).map(
      ([project, spec]) =>
        new k8s.apiextensions.CustomResource(
          `${name}-${project}`,
          {
            apiVersion: 'argoproj.io/v1alpha1',
            kind: 'AppProject',
            metadata: {
              name: project,
              namespace: args.namespace,
              ...(project === MADE_BY_ARGO_CD && TAKEN_OVER),
            },
            spec,
          },
          { parent: this, dependsOn: args.prerequisites },
        ),
    );
    this.registerOutputs({ projects: Object.keys(specs) });
  }
}

function readSpecs({ root, environment, allowlist }: ProjectsArgs): Record<string, object> {
  return Object.fromEntries(
    PROJECTS.map((project) => {
      const file = join(root, 'helmfiles', 'projects', `${project}.yaml`);
      const { spec } = parse(readFileSync(file, 'utf8')) as { spec: object };
      return [project, { ...spec, sourceRepos: allowedRepositories(allowlist, environment, project) }];
    }),
  );
}
