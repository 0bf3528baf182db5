import { didYouMean } from '../gitops/nearest';
import { RECORD_FILE } from '../gitops/onboarding-record';
import { type Problem, ProblemError, throwIfAny } from '../gitops/problem';
import { LAYOUT } from '../validate/layout';
import type { Change } from './change';
import type { TreeFacts } from './facts';
import type { SliceFacts } from './facts/applications';
import { onboardedServices } from './facts/onboarded';
import {
  applicationName,
  fixtureFile,
  kustomizationFile,
  type Layer,
  requestFile,
  sliceFolder,
} from './layout';
import { editedTexts } from './plan/texts';
import { removeListItems } from './yaml-edit';

/** What taking a service out of the tree comes to. */
export interface Removal {
  readonly service: string;
  readonly layer: Layer;
  /** The Application that goes; absent for a namespace, whose Application has gone before. */
  readonly application?: string;
  readonly namespace: string;
  readonly changes: readonly Change[];
}

/** Files that onboarding makes in a slice, and that its team fills. */
const SHAPE =
  /^(onboarding\.yaml|helmfile\.yaml\.gotmpl|application\.yaml|(environments|values)\/[a-z0-9-]+\.yaml|chart\/.+)$/;

/**
 * Plans to take out what deploys a service. Its namespace, with quota and network policies, and the right to
 * deploy there stay: they must outlive the workload.
 *
 * @throws ProblemError where onboarding did not make the service, or the slice has become something else.
 */
export function planOffboarding(service: string, facts: TreeFacts): Removal {
  const { record } = facts;
  if (!record) throw new ProblemError([notOnboarded(service, facts)]);
  const { layer } = record;
  const folder = sliceFolder(layer, service);
  const files = facts.below(folder);
  throwIfAny([...foreignFiles(files, folder), ...foreignReleases(service, folder, facts)]);
  const texts = editedTexts(facts);
  if (layer !== 'apps') {
    texts.edit(kustomizationFile(layer), 'no longer lists the Application', (text) =>
      removeListItems(text, ['resources'], (item) => item === `${service}/application.yaml`),
    );
  }
  return {
    service,
    layer,
    application: applicationName(layer, service),
    namespace: record.yaml.value.namespace,
    changes: [
      ...[...files, fixtureFile(service), requestFile(service)].flatMap((path) => deletion(path, facts)),
      ...texts.changes(),
    ],
  };
}

function deletion(path: string, facts: TreeFacts): Change[] {
  const before = facts.read(path);
  return before === undefined ? [] : [{ path, before, why: 'made by onboarding' }];
}

function notOnboarded(service: string, facts: TreeFacts): Problem {
  const slice = facts.slices.find((one) => one.service === service);
  return slice ? madeByHand(slice) : unknownService(service, facts);
}

function madeByHand({ application, file }: SliceFacts): Problem {
  return {
    rule: 'not-onboarded',
    where: { file },
    found: `Application ${application} was not made by onboarding: there is no ${RECORD_FILE} beside it`,
    expected: 'a service that `argo-bootstrap onboard` made',
    fix: 'remove it by hand: infra/kubernetes/gitops/argocd/README.md says what outlives what',
  };
}

/** A service that is not there, or of which the namespace is left. */
function unknownService(service: string, facts: TreeFacts): Problem {
  const known = onboardedServices(facts);
  const left = facts.namespaces.find(({ onboarded }) => onboarded === service);
  return {
    rule: 'not-onboarded',
    ...(left && { where: left.where }),
    found: `no service ${service} is onboarded${left ? '' : didYouMean(service, known)}`,
    expected: `a service that \`argo-bootstrap onboard\` made${known.length > 0 ? `: ${known.join(', ')}` : ''}`,
    fix: left
      ? `what is left is its namespace: argo-bootstrap offboard ${service} --namespace`
      : `the folders below ${LAYOUT.gitops}/apps are the services; those with ${RECORD_FILE} were onboarded`,
  };
}

function foreignFiles(files: readonly string[], folder: string): Problem[] {
  return files
    .filter((path) => !SHAPE.test(path.slice(folder.length + 1)))
    .map((file) => ({
      rule: 'not-of-onboarding',
      where: { file },
      found: 'onboarding makes no such file',
      expected: 'the files that docs/onboarding.md lists, whatever is in them',
      fix: 'move the file away if it may go, and run the command again',
    }));
}

function foreignReleases(service: string, folder: string, facts: TreeFacts): Problem[] {
  const file = `${folder}/helmfile.yaml.gotmpl`;
  const text = facts.read(file)?.toString('utf8') ?? '';
  const others = [...text.matchAll(/^ *- *name: *["']?([\w.-]+)/gm)].flatMap(([, name]) => name ?? []);
  return others
    .filter((name) => name !== service)
    .map((name) => ({
      rule: 'not-of-onboarding',
      where: { file },
      found: `release ${name} was added to the slice`,
      expected: `the release ${service} alone`,
      fix: 'move the release to a slice of its own first, or remove it',
    }));
}
