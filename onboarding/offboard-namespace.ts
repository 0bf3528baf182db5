import { isDeepStrictEqual } from 'node:util';
import { didYouMean } from '../gitops/nearest';
import { type Problem, throwIfAny } from '../gitops/problem';
import { LAYERS } from '../validate/layout';
import type { RecordFacts, TreeFacts } from './facts';
import type { NamespaceFacts } from './facts/namespaces';
import { GATEWAY_NAMESPACE, NAMESPACES_FILE, projectFile } from './layout';
import type { Removal } from './offboard';
import { editedTexts } from './plan/texts';
import { removeListItems, removeMapEntry } from './yaml-edit';

/**
 * Plans to take out the namespace of a service that has gone: its guard rails, and the right to deploy there.
 *
 * @throws ProblemError where the service is still there, or the namespace was not made for it, or serves another.
 */
export function planNamespaceRemoval(service: string, facts: TreeFacts): Removal {
  const made = facts.namespaces.find(({ onboarded }) => onboarded === service);
  throwIfAny(namespaceProblems(service, made, facts));
  const namespace = made?.name ?? '';
  const texts = editedTexts(facts);
  const folder = NAMESPACES_FILE.slice(0, NAMESPACES_FILE.lastIndexOf('/'));
  for (const file of facts.below(folder)) {
    texts.edit(file, `no longer makes namespace ${namespace}`, (text) =>
      removeMapEntry(
        removeListItems(text, ['namespaces', GATEWAY_NAMESPACE, 'egressTo'], (item) => item === namespace),
        ['namespaces'],
        namespace,
      ),
    );
  }
  const destination = { server: 'https://kubernetes.default.svc', namespace };
  for (const layer of LAYERS) {
    texts.edit(projectFile(layer), `project ${layer} no longer deploys to ${namespace}`, (text) =>
      removeListItems(text, ['spec', 'destinations'], (item) => isDeepStrictEqual(item, destination)),
    );
  }
  return { service, layer: 'foundation', namespace, changes: texts.changes() };
}

function namespaceProblems(
  service: string,
  made: NamespaceFacts | undefined,
  { record, slices, namespaces }: TreeFacts,
): Problem[] {
  const known = namespaces.flatMap(({ onboarded }) => onboarded ?? []);
  if (record) return [stillThere(service, record)];
  if (!made) {
    return [
      {
        rule: 'not-onboarded',
        where: { file: NAMESPACES_FILE },
        found: `no namespace was made for service ${service}${didYouMean(service, known)}`,
        expected: 'a namespace with the label of the service',
        fix: 'nothing is left to do, or remove the namespace by hand',
      },
    ];
  }
  return slices
    .filter(({ namespaces }) => namespaces.includes(made.name))
    .map(({ application, file }) => ({
      rule: 'namespace-in-use',
      where: { file },
      found: `Application ${application} deploys to namespace ${made.name}`,
      expected: 'nothing that deploys there',
      fix: 'remove the Application first, or leave the namespace',
    }));
}

function stillThere(service: string, { file }: RecordFacts): Problem {
  return {
    rule: 'service-still-there',
    where: { file },
    found: `service ${service} is still there, and its namespace with it`,
    expected: 'a service that has been taken out, and whose workloads are gone in every environment',
    fix: `argo-bootstrap offboard ${service} first`,
  };
}
