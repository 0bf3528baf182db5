import { groupOf, type Manifest } from '../../gitops/manifest';
import { isDefinition, type RenderedObject } from '../facts';
import type { RuleFinding } from '../finding';
import { groupBy } from '../group-by';
import { ARGOCD_NAMESPACE } from '../layout';
import { aboutObject } from './places';
import type { Rule, RuleContext } from './rule';
import { orderOf } from './waves';

/** Namespaces that are there before any tree is. */
const GIVEN = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease', ARGOCD_NAMESPACE]);

/** Objects in a namespace that nobody creates, or that is created after them. */
export const namespaces: Rule = ({ model, facts }) => {
  const created = new Map(
    facts.objects
      .filter(({ manifest }) => manifest.kind === 'Namespace' && groupOf(manifest) === '')
      .map((object) => [object.manifest.metadata.name, object]),
  );
  const used = facts.objects.filter(({ namespace }) => namespace !== '' && !GIVEN.has(namespace));
  const groups = groupBy(used, ({ node, namespace }) => `${node.application.metadata.name} ${namespace}`);
  return [...groups.values()].flatMap(([object]) =>
    object === undefined || createsItsOwn(object) ? [] : missingNamespace(model, object, created),
  );
};

/** `CreateNamespace=true` has Argo CD create the namespace that the Application deploys to. */
function createsItsOwn({ node, namespace }: RenderedObject): boolean {
  const { destination, syncPolicy } = node.application.spec;
  return (
    destination.namespace === namespace && (syncPolicy?.syncOptions ?? []).includes('CreateNamespace=true')
  );
}

function missingNamespace(
  model: RuleContext['model'],
  object: RenderedObject,
  created: ReadonlyMap<string, RenderedObject>,
): RuleFinding[] {
  const creator = created.get(object.namespace);
  if (creator !== undefined && orderOf(creator, object) === 'before') return [];
  const about = aboutObject(model, object);
  const by = creator?.node.application.metadata.name;
  return [
    creator === undefined
      ? {
          rule: 'namespace-missing',
          ...about,
          found: `nobody creates namespace ${object.namespace}, which ${about.object} goes to`,
          expected: 'a Namespace in a foundation slice',
          fix: `add ${object.namespace} to the namespaces of foundation/bootstrap-namespace, or correct the namespace`,
        }
      : {
          rule: 'namespace-order',
          ...about,
          found: `${about.object} may be applied before its namespace, which ${by} creates`,
          expected: `a later wave than ${by}`,
          fix: 'give the Application a higher argocd.argoproj.io/sync-wave',
        },
  ];
}

/** Custom resources that may be applied before their definition. */
export const definitions: Rule = ({ model, facts }) => {
  const defined = new Map(
    facts.objects
      .filter(({ manifest }) => isDefinition(manifest))
      .map((object) => [definedKind(object.manifest), object]),
  );
  return facts.objects.flatMap((object): RuleFinding[] => {
    const definition = defined.get(`${groupOf(object.manifest)}/${object.manifest.kind}`);
    if (definition === undefined || orderOf(definition, object) === 'before') return [];
    const about = aboutObject(model, object);
    const by = definition.node.application.metadata.name;
    return [
      {
        rule: 'definition-order',
        ...about,
        found: `${about.object} may be applied before its definition, which ${by} brings`,
        expected: `a later wave than ${by}`,
        fix: 'give the Application a higher argocd.argoproj.io/sync-wave',
      },
    ];
  });
};

function definedKind(definition: Manifest): string {
  const { group, names } = definition['spec'] as { group?: string; names?: { kind?: string } };
  return `${group ?? ''}/${names?.kind ?? ''}`;
}
