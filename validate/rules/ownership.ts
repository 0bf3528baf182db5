import { groupOf } from '../../gitops/manifest';
import type { EnvironmentModel } from '../expand/model';
import type { RenderedObject } from '../facts';
import type { RelatedPlace, RuleFinding } from '../finding';
import { groupBy } from '../group-by';
import { aboutApplication, aboutObject } from './places';
import type { Rule } from './rule';

/** One object in two Applications: each would undo what the other does. */
export const objectOwners: Rule = ({ model, facts }) =>
  [...groupBy(facts.objects, identity).values()].flatMap((group) => {
    const owners = [...new Set(group.map(({ node }) => node))];
    const [first, ...others] = group;
    if (first === undefined || others.length === 0) return [];
    const names = owners.map(({ application }) => application.metadata.name);
    const last = others.at(-1) ?? first;
    const about = aboutObject(model, last);
    const found =
      owners.length === 1
        ? `${about.object} is rendered ${group.length} times by ${names[0]}`
        : `${about.object} is in ${names.join(' and ')}`;
    return [
      {
        rule: owners.length === 1 ? 'object-duplicate' : 'object-owned-twice',
        ...about,
        related: [...(about.related ?? []), ...othersAt(model, group.slice(0, -1))],
        found,
        expected: 'each object in one place',
        fix: 'leave it to one of them',
      },
    ];
  });

/** Where else the object stands. */
function othersAt(model: EnvironmentModel, objects: readonly RenderedObject[]): RelatedPlace[] {
  return objects.flatMap((object) => {
    const { where } = aboutObject(model, object);
    return where ? [{ role: 'also at', ...where }] : [];
  });
}

/** What the API server tells objects apart by; the version does not count. */
function identity({ manifest, namespace, node }: RenderedObject): string {
  const { server, name } = node.application.spec.destination;
  return [server ?? name, groupOf(manifest), manifest.kind, namespace, manifest.metadata.name].join('\0');
}

/** Two Applications of one name: the one that is applied last wins. */
export const applicationNames: Rule = ({ model }) => {
  const named = groupBy(model.applications, ({ application }) => application.metadata.name);
  return [...named.values()].flatMap((group): RuleFinding[] =>
    group.slice(1).map((node) => ({
      rule: 'application-duplicate',
      ...aboutApplication(model, node, ['metadata', 'name'], node.application.metadata.name),
      found: `${group.length} Applications are called ${node.application.metadata.name}`,
      expected: 'a name of its own for each Application',
      fix: 'rename one of them',
    })),
  );
};
