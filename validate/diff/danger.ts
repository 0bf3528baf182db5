import { isDeepStrictEqual } from 'node:util';
import type { Allowlist } from '../../gitops/allowlist';
import { groupOf, type Manifest } from '../../gitops/manifest';
import type { ApplicationNode, EnvironmentModel } from '../expand/model';
import type { RuleFinding } from '../finding';
import { aboutApplication } from '../rules/places';
import type { ApplicationChange, ObjectChange } from './compare';
import { immutableChanges } from './immutable';
import { aboutChanged, aboutRemoved, placeOfRemoved } from './places';

/** Kinds whose deletion takes along what they hold. */
const HOLDERS: Readonly<Record<string, { rule: string; loses: string }>> = {
  '/Namespace': { rule: 'deletes-namespace', loses: 'everything in it' },
  '/PersistentVolumeClaim': { rule: 'deletes-volume-claim', loses: 'the data in the volume' },
  '/PersistentVolume': { rule: 'deletes-volume', loses: 'the data in the volume' },
  'apiextensions.k8s.io/CustomResourceDefinition': {
    rule: 'deletes-definition',
    loses: 'every object of the kind, in every namespace',
  },
};

/** The two sides of a change, as far as they are files. */
export interface Sides {
  /** What the change starts from; absent where that is a cluster. */
  readonly before?: EnvironmentModel;
  readonly after: EnvironmentModel;
}

/** What a change does that cannot be taken back, or that Kubernetes refuses; waived findings are left out. */
export function dangersOf(
  changes: readonly ApplicationChange[],
  sides: Sides,
  waivers: Allowlist['waivers'],
): RuleFinding[] {
  return changes
    .flatMap((application) => [
      ...applicationDangers(application, sides.after),
      ...objectDangers(application, sides),
    ])
    .filter(
      ({ rule, object, application }) => !isWaived(waivers, sides.after.name, rule, object ?? application),
    );
}

function isWaived(
  waivers: Allowlist['waivers'],
  environment: string,
  rule: string,
  value: string | undefined,
) {
  return waivers.some(
    (waiver) => waiver.rule === rule && waiver.environment === environment && waiver.value === value,
  );
}

function objectDangers(application: ApplicationChange, sides: Sides): RuleFinding[] {
  return application.objects.flatMap((object) => [
    ...deletion(object, () => aboutRemoved(application, object, sides)),
    ...immutability(object, (field) => aboutChanged(application, object, sides.after, field)),
  ]);
}

type About = Pick<RuleFinding, 'application' | 'object' | 'where' | 'related'>;

function deletion({ change, before, name }: ObjectChange, about: () => About): RuleFinding[] {
  const holder = before && HOLDERS[`${groupOf(before)}/${before.kind}`];
  if (change !== 'removed' || !holder || isKept(before)) return [];
  return [
    {
      rule: holder.rule,
      ...about(),
      found: `the change deletes ${name}, and with it ${holder.loses}`,
      expected: 'objects that hold others to stay',
      fix: 'leave it in, mark it with argocd.argoproj.io/sync-options: Prune=false first, or have its deletion waived in policy/allowlist.yaml',
    },
  ];
}

/** Argo CD leaves objects with `Prune=false` where they are. */
function isKept({ metadata }: Manifest): boolean {
  return /(^|,)Prune=false(,|$)/.test(metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '');
}

function immutability(
  { change, before, after, name }: ObjectChange,
  about: (field: string) => About,
): RuleFinding[] {
  if (change === 'removed' || !before || !after) return [];
  return immutableChanges(before, after).map((field) => ({
    rule: 'changes-immutable-field',
    ...about(field),
    found: `the change sets ${field} of ${name}, which Kubernetes does not let change`,
    expected: 'the value that it has, or a new object under a new name',
    fix: 'keep the value, or give the object another name',
  }));
}

function applicationDangers(application: ApplicationChange, model: EnvironmentModel): RuleFinding[] {
  const { name, before, after, change } = application;
  if (change === 'removed' && before) return [removal(before, model)];
  if (!before || !after) return [];
  return (['project', 'destination'] as const)
    .filter((field) => !isDeepStrictEqual(before.application.spec[field], after.application.spec[field]))
    .map((field) => ({
      rule: `moves-${field}`,
      severity: field === 'destination' ? ('error' as const) : ('warning' as const),
      ...aboutApplication(model, after, ['spec', field], after.application.spec[field]),
      found: `the change moves Application ${name} to another ${field}`,
      expected: `the ${field} that it has`,
      fix:
        field === 'destination'
          ? 'make a new Application for the new destination, and remove the old one afterwards'
          : 'make sure that the new project permits what the Application renders',
    }));
}

/** Whether it is generated or not, an Application that goes takes its objects along where it has the finalizer. */
function removal(node: ApplicationNode, model: EnvironmentModel): RuleFinding {
  const { origin, application } = node;
  const { name, finalizers = [] } = application.metadata as { name: string; finalizers?: readonly string[] };
  const about = { severity: 'warning' as const, application: name, ...placeOfRemoved(node, model) };
  if (origin.kind === 'applicationset') {
    return {
      rule: 'removes-application',
      ...about,
      found: `ApplicationSet ${origin.set.manifest.metadata.name} no longer generates ${name}`,
      expected: 'a service that is to go, or to be left alone',
      fix: 'see docs/validate.md, "Removing a service", for what remains and how it is removed',
    };
  }
  const objects = finalizers.length > 0 ? 'deletes every object of it' : 'leaves its objects to nobody';
  return {
    rule: 'removes-application',
    ...about,
    found: `the change removes Application ${name}, which ${objects}`,
    expected: 'an Application that is to go',
    fix: 'see docs/validate.md, "Removing or renaming a slice", for what remains and how to keep it',
  };
}
