import { applicationSpecs } from '../argocd/application';
import type { Violation } from '../core/finding';
import { defineRule, everywhere, perEnvironment } from '../core/rule';
import { TYPE } from '../core/subject';
import { at, isAbsent, isTrue, list, type Path, text } from '../core/values';

const FINALIZER = /^resources-finalizer\.argocd\.argoproj\.io(\/|$)/;
const CASCADES = ['any', 'required', 'forbidden'] as const;
type Cascade = (typeof CASCADES)[number];

export const applicationFinalizer = defineRule({
  name: 'application-finalizer',
  title: 'An Application takes its objects along in local and staging, and never in production.',
  why: 'With the resources finalizer, deleting an Application, or only losing it from an overlay, deletes every object that it deployed.',
  remediation: 'Add or remove resources-finalizer.argocd.argoproj.io, as the environment asks.',
  references: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/#about-the-deletion-finalizer',
  ],
  types: [TYPE.application, TYPE.applicationSet],
  options: {
    cascade: perEnvironment<Cascade>(
      { enum: [...CASCADES], description: 'Whether Applications carry the resources finalizer.' },
      { local: 'required', staging: 'required', production: 'forbidden' },
    ),
  },
  check(subject, { options, environment }): Violation[] {
    return applicationSpecs(subject)
      .filter(({ partial }) => !partial || options.cascade === 'forbidden')
      .flatMap(({ metadata }) =>
        cascadeOf(subject.props, [...metadata, 'finalizers'], options.cascade, environment),
      );
  },
});

function cascadeOf(props: unknown, path: Path, cascade: Cascade, environment: string): Violation[] {
  const finalizers = list(at(props, path));
  const index = finalizers.findIndex((name) => FINALIZER.test(text(name) ?? ''));
  if (cascade === 'forbidden' && index >= 0) {
    const expected = `no resources-finalizer in ${environment}: workloads outlive their Application`;
    return [{ path: [...path, index], expected, fix: 'remove it' }];
  }
  if (cascade === 'required' && index < 0) {
    const expected = `resources-finalizer.argocd.argoproj.io in ${environment}, so that nothing is left behind`;
    return [{ path, expected, fix: 'add it' }];
  }
  return [];
}

export const applicationPruning = defineRule({
  name: 'application-pruning',
  title: 'An Application never prunes everything at once, nor replaces or forces objects where they matter.',
  why: 'With allowEmpty, a render that went wrong deletes the whole Application; Replace and Force delete and make anew, and with a volume claim its data is gone.',
  remediation: 'Remove allowEmpty, and the Replace and Force sync options.',
  references: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-pruning-with-allow-empty-v18',
  ],
  types: [TYPE.application, TYPE.applicationSet],
  options: {
    forbiddenSyncOptions: perEnvironment<readonly string[]>(
      {
        type: 'array',
        items: { type: 'string' },
        description: 'Sync options that Applications must not set.',
      },
      { local: [], staging: ['Replace=true', 'Force=true'], production: ['Replace=true', 'Force=true'] },
    ),
    prune: everywhere(
      { type: 'boolean', description: 'Whether Applications may prune by themselves.' },
      true,
    ),
  },
  check(subject, { options, environment }): Violation[] {
    return applicationSpecs(subject).flatMap(({ path }): Violation[] => {
      const automated = [...path, 'syncPolicy', 'automated'];
      const empty = isTrue(at(subject.props, [...automated, 'allowEmpty'])) ? [withoutEmpty(automated)] : [];
      const prunes = !options.prune && isTrue(at(subject.props, [...automated, 'prune']));
      const syncOptions: Path = [...path, 'syncPolicy', 'syncOptions'];
      const forbidden = list(at(subject.props, syncOptions)).flatMap((option, index) =>
        options.forbiddenSyncOptions.some((name) => name === option)
          ? [{ path: [...syncOptions, index], expected: `not set in ${environment}`, fix: 'remove it' }]
          : [],
      );
      return [...empty, ...(prunes ? [withoutPrune(automated)] : []), ...forbidden];
    });
  },
});

function withoutEmpty(automated: Path): Violation {
  const expected = 'no allowEmpty: an empty render is a mistake';
  return { path: [...automated, 'allowEmpty'], expected, fix: 'remove it' };
}

function withoutPrune(automated: Path): Violation {
  return { path: [...automated, 'prune'], expected: 'false', fix: 'remove it, and prune by hand' };
}

export const applicationOperation = defineRule({
  name: 'application-operation',
  title: 'An Application says what is to be, and starts no sync by itself.',
  why: 'An `operation` overrides the source, the revision and the sync options of its Application, and may bring manifests that stand in no repository.',
  remediation: 'Remove `operation`; automated sync, or `argocd app sync`, does the rest.',
  references: ['https://argo-cd.readthedocs.io/en/stable/user-guide/sync-kubectl/'],
  types: [TYPE.application],
  options: {},
  check({ props }): Violation[] {
    const path = ['operation'];
    return isAbsent(at(props, path)) ? [] : [{ path, expected: 'no operation', fix: 'remove it' }];
  },
});
