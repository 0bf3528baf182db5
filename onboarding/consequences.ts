import type { ApplicationChange, ObjectChange } from '../validate/diff/compare';
import type { Removal } from './offboard';
import type { Preview } from './preview';

/** What the removal of a service means in one environment. */
export interface Consequence {
  readonly environment: string;
  /** `Deployment payments/web` for each object that is no longer asked for. */
  readonly objects: readonly string[];
  /** What Argo CD does about them, and what is left to a person. */
  readonly sentence: string;
}

/** What a removal comes to in each environment, by the comparison that the check makes. */
export function consequencesOf(removal: Removal, { environments }: Preview): Consequence[] {
  return environments.flatMap(({ name, applications }): Consequence[] => {
    const gone = applications.find(({ name: application }) => application === removal.application);
    const change =
      gone ?? applications.find(({ objects }) => objects.some(({ change: one }) => one === 'removed'));
    if (!change) return [];
    const objects = change.objects.filter(isLost).map((object) => object.name);
    const sentence = gone ? ofApplication(gone) : ofNamespace(removal);
    return [{ environment: name, objects, sentence }];
  });
}

/** Argo CD leaves an object where it is that says so. */
function isLost({ change, before }: ObjectChange): boolean {
  const options = before?.metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '';
  return change === 'removed' && !/(^|,)Prune=false(,|$)/.test(options);
}

/** The set decides whether the Application goes, its finalizer whether its objects go along. */
function ofApplication({ name, before }: ApplicationChange): string {
  const cascades = (finalizersOf(before) ?? []).some((one) =>
    one.startsWith('resources-finalizer.argocd.argoproj.io'),
  );
  const kept = before?.origin.kind === 'applicationset' && !deletes(before.origin.set.manifest);
  if (kept) {
    return `the ApplicationSet never deletes here: Application ${name} and what it runs stay until somebody types \`argocd app delete ${name}\``;
  }
  return cascades
    ? `Argo CD deletes Application ${name} and these objects`
    : `Argo CD deletes Application ${name}; these objects stay until somebody deletes them with kubectl`;
}

function finalizersOf(node: ApplicationChange['before']): readonly string[] | undefined {
  return (node?.application.metadata as { finalizers?: readonly string[] } | undefined)?.finalizers;
}

function deletes(set: { readonly [field: string]: unknown }): boolean {
  const { syncPolicy } = (set['spec'] ?? {}) as { syncPolicy?: { applicationsSync?: string } };
  return ['sync', 'create-delete'].includes(syncPolicy?.applicationsSync ?? 'sync');
}

function ofNamespace({ namespace }: Removal): string {
  return `the quota, the limits and the network policies go; namespace ${namespace} stays, and infra-bootstrap-namespace OutOfSync with it, until somebody types \`kubectl delete namespace ${namespace}\``;
}
