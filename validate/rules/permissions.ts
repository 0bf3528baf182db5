import { groupOf, type Manifest } from '../../gitops/manifest';
import type { ProjectCheck } from '../engine/methods';
import type { ApplicationNode, EnvironmentModel } from '../expand/model';
import type { RenderedObject } from '../facts';
import type { RuleFinding } from '../finding';
import { groupBy } from '../group-by';
import { aboutApplication, aboutObject } from './places';
import type { Rule, RuleContext } from './rule';

/** What each project forbids: sources, destinations and kinds, as Argo CD itself decides. */
export const permissions: Rule = async (context) => {
  const byNode = groupBy(context.facts.objects, ({ node }) => node);
  const findings = await Promise.all(
    context.model.applications.map(async (node) => {
      const project = context.model.projects.get(node.application.spec.project);
      if (!project) return [unknownProject(context.model, node)];
      const spec = await specFindings(context, node, project);
      return [...spec, ...(await objectFindings(context, node, project, byNode.get(node) ?? []))];
    }),
  );
  return findings.flat();
};

function unknownProject(model: EnvironmentModel, node: ApplicationNode): RuleFinding {
  const { project } = node.application.spec;
  return {
    rule: 'project-unknown',
    ...aboutApplication(model, node, ['spec', 'project'], project),
    found: `no AppProject \`${project}\` is installed`,
    expected: `one of ${[...model.projects.keys()].sort().join(', ')}`,
    fix: 'name one of the projects of helmfiles/projects',
  };
}

async function specFindings(
  { engine, model }: RuleContext,
  node: ApplicationNode,
  project: Manifest,
): Promise<RuleFinding[]> {
  const { conditions } = await engine.call('validate-spec', {
    project,
    application: node.application,
    clusters: model.clusters,
  });
  return conditions.map(({ message }) => ({
    rule: 'application-refused',
    ...aboutApplication(model, node, fieldOf(message)),
    found: `Argo CD refuses the Application: ${message}`,
    expected: `what project ${project.metadata.name} permits`,
    fix: 'change the Application, or the project in helmfiles/projects',
  }));
}

/** The field that a condition is about. */
function fieldOf(message: string): readonly string[] {
  if (/destination|cluster/.test(message)) return ['spec', 'destination'];
  return ['spec', 'source'];
}

async function objectFindings(
  { engine, model }: RuleContext,
  node: ApplicationNode,
  project: Manifest,
  objects: readonly RenderedObject[],
): Promise<RuleFinding[]> {
  const known = objects.filter(({ scope }) => scope !== 'unknown');
  if (known.length === 0) return [];
  const { permitted } = await engine.call('project-permits', {
    project,
    clusters: model.clusters,
    checks: known.map((object) => checkOf(node, object)),
  });
  return known
    .filter((_, index) => permitted[index] === false)
    .map((object) => {
      const about = aboutObject(model, object);
      return {
        rule: 'object-not-permitted',
        ...about,
        found: `project ${project.metadata.name} does not permit ${about.object}`,
        expected: 'kinds and namespaces that the project lists',
        fix: 'move the object to a slice whose project permits it, or change the project in helmfiles/projects',
      };
    });
}

function checkOf(
  { application }: ApplicationNode,
  { manifest, scope, namespace }: RenderedObject,
): ProjectCheck {
  return {
    destination: application.spec.destination,
    resource: {
      group: groupOf(manifest),
      kind: manifest.kind,
      name: manifest.metadata.name,
      namespace,
      namespaced: scope === 'namespaced',
    },
  };
}
