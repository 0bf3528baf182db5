import { groupOf, type Manifest } from '../../gitops/manifest';
import { isDefinition, type RenderedObject } from '../facts';
import type { RuleFinding } from '../finding';
import { groupBy } from '../group-by';
import { ARGOCD_NAMESPACE } from '../layout';
import { isIncomplete } from './incomplete';
import { aboutApplication, aboutObject } from './places';
import type { Rule, RuleContext } from './rule';
import { carrier, orderOf, WAVE } from './waves';

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
  if (creator !== undefined) return [tooEarly('namespace-order', model, object, creator)];
  if (isIncomplete(model)) return [];
  const about = aboutNamespace(model, object);
  return [
    {
      rule: 'namespace-missing',
      ...about,
      found: `nobody creates namespace ${object.namespace}, which ${about.object} goes to`,
      expected: 'a Namespace in a foundation slice',
      fix: `add ${object.namespace} to the namespaces of foundation/bootstrap-namespace, or correct the namespace`,
    },
  ];
}

/** An object with the place of its namespace: that of its Application, unless it has another one. */
function aboutNamespace(model: RuleContext['model'], object: RenderedObject) {
  const about = aboutObject(model, object, ['metadata', 'namespace']);
  if (object.namespace !== object.node.application.spec.destination.namespace) return about;
  const ofApplication = aboutApplication(model, object.node, ['spec', 'destination', 'namespace']);
  return { ...ofApplication, object: about.object };
}

const NEEDS = {
  'namespace-order': (by: string) => `its namespace, which ${by} creates`,
  'definition-order': (by: string) => `its definition, which ${by} brings`,
} as const;

function tooEarly(
  rule: keyof typeof NEEDS,
  model: RuleContext['model'],
  object: RenderedObject,
  needed: RenderedObject,
): RuleFinding {
  const by = needed.node.application.metadata.name;
  const about = aboutWave(model, object, needed);
  const isOwn = object.node === needed.node;
  return {
    rule,
    ...about,
    found: `${about.object} may be applied before ${NEEDS[rule](by)}`,
    expected: `a later wave than ${isOwn ? 'the one that it needs' : by}`,
    fix: `give the ${isOwn ? 'object' : 'Application'} a higher argocd.argoproj.io/sync-wave`,
  };
}

/** An object with the place of the wave that decides: its own within an Application, else that of its Application. */
function aboutWave(model: RuleContext['model'], object: RenderedObject, needed: RenderedObject) {
  const path = ['metadata', 'annotations', WAVE];
  const about = aboutObject(model, object, path);
  if (object.node === needed.node) return about;
  const applied = carrier(object.node);
  const where = model.locator.locate(applied, path, applied.metadata.annotations?.[WAVE]);
  return { application: about.application, object: about.object, ...(where && { where }) };
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
    return [tooEarly('definition-order', model, object, definition)];
  });
};

function definedKind(definition: Manifest): string {
  const { group, names } = definition['spec'] as { group?: string; names?: { kind?: string } };
  return `${group ?? ''}/${names?.kind ?? ''}`;
}
