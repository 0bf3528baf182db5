import { posix } from 'node:path';
import { claimsApplication, isApplication, sourcesOf } from '../../gitops/manifest';
import type { ApplicationNode, EnvironmentModel } from '../expand/model';
import type { RuleFinding } from '../finding';
import { inputsOf } from '../render/inputs';
import { aboutApplication, sourcePath } from './places';
import type { Rule } from './rule';

/** The form of Applications: what Argo CD reads otherwise than its writer meant, or not at all. */
export const forms: Rule = ({ model }) =>
  model.applications.flatMap((node) => [
    ...malformed(model, node),
    ...twoKindsOfSources(model, node),
    ...paths(model, node),
    ...jsonnet(model, node),
  ]);

/** Applications that an Application deploys, and that cannot be followed any further. */
function malformed({ locator }: EnvironmentModel, { objects }: ApplicationNode): RuleFinding[] {
  return objects
    .filter((object) => claimsApplication(object) && !isApplication(object))
    .map((object) => {
      const where = locator.locate(object, ['spec']);
      return {
        rule: 'application-malformed',
        application: object.metadata.name,
        ...(where && { where }),
        found: `Application ${object.metadata.name} cannot be read`,
        expected: 'spec with project, destination, and source or sources with a repoURL each',
        fix: 'complete the spec; Argo CD would report the Application as invalid',
      };
    });
}

function twoKindsOfSources(model: EnvironmentModel, node: ApplicationNode): RuleFinding[] {
  const { source, sources } = node.application.spec;
  if (source === undefined || sources === undefined) return [];
  return [
    {
      rule: 'source-and-sources',
      ...aboutApplication(model, node, ['spec', 'sources'], sources),
      found: `Application ${node.application.metadata.name} has both source and sources`,
      expected: 'one of the two; Argo CD ignores source where there are sources',
      fix: 'move the source into sources, or remove one',
    },
  ];
}

function paths(model: EnvironmentModel, node: ApplicationNode): RuleFinding[] {
  return sourcesOf(node.application).flatMap(({ path }, index): RuleFinding[] => {
    if (path === undefined || !leaves(path)) return [];
    return [
      {
        rule: 'path-outside-repository',
        ...aboutApplication(model, node, sourcePath(node, index), path),
        found: `path ${path} leaves the repository`,
        expected: "a path below the repository's root",
        fix: 'bring what it needs into this repository',
      },
    ];
  });
}

function leaves(path: string): boolean {
  const clean = posix.normalize(path);
  return posix.isAbsolute(clean) || clean === '..' || clean.startsWith('../');
}

/** Jsonnet imports files and makes objects in ways that nobody reviews here, so directories hold none. */
function jsonnet(model: EnvironmentModel, node: ApplicationNode): RuleFinding[] {
  return sourcesOf(node.application).flatMap((source, index) => {
    const { kind, files } = inputsOf(model.tree, source);
    if (kind !== 'directory') return [];
    return files
      .filter((path) => /\.(jsonnet|libsonnet)$/.test(path))
      .map((file) => ({
        rule: 'jsonnet-refused',
        ...aboutApplication(model, node, sourcePath(node, index)),
        where: { file },
        found: `Application ${node.application.metadata.name} would evaluate ${posix.basename(file)}`,
        expected: 'plain manifests, a chart, a kustomization or a helmfile slice',
        fix: 'write out what it evaluates to, or make it a chart',
      }));
  });
}
