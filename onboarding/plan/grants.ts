import { parse } from 'yaml';
import { environmentAllowlist } from '../../gitops/allowlist';
import { ALLOWLIST_FILE } from '../../gitops/allowlist-schema';
import { groupOf, type Manifest } from '../../gitops/manifest';
import { sameRepository } from '../../gitops/repository-url';
import { checkObject } from '../../policy/check';
import { type Decision, isOfTheCluster } from '../decide';
import type { TreeFacts } from '../facts';
import { ownersOf } from '../facts/owners';
import { projectFile, sliceFolder } from '../layout';
import type { CompleteRequest } from '../request';
import { addListItem } from '../yaml-edit';

/** One thing that the request needs and that others decide: a change of a file of theirs. */
export interface Grant {
  readonly file: string;
  /** What it asks for, in a line. */
  readonly ask: string;
  readonly apply: (text: string) => string;
}

/** What each environment renders to. */
type Rendered = ReadonlyMap<string, readonly Manifest[]>;

/** Everything that a request needs and must not give itself: sources, images, kinds, and its team's own review. */
export function grantsFor(
  request: CompleteRequest,
  decision: Decision,
  rendered: Rendered,
  facts: TreeFacts,
): Grant[] {
  return [
    ...request.environments.flatMap((environment) => [
      ...chartGrant(request, environment, facts),
      ...imageGrants(environment, rendered.get(environment) ?? [], facts),
    ]),
    ...kindGrants(decision, [...rendered.values()].flat(), facts),
    ...reviewGrant(request, decision, facts),
  ];
}

/** An entry without projects: the chart is copied into the tree, so Argo CD itself needs no access to its source. */
function chartGrant({ chart }: CompleteRequest, environment: string, { allowlist }: TreeFacts): Grant[] {
  const { repository, name } = chart;
  if (repository === undefined || name === undefined) return [];
  const kind = repository.startsWith('oci://') ? 'ociRegistries' : 'chartRepositories';
  const listed = environmentAllowlist(allowlist, environment)[kind];
  const index = listed.findIndex(({ url }) => sameRepository(url, repository));
  if (listed[index]?.charts.includes(name)) return [];
  const list = ['environments', environment, kind];
  return [
    {
      file: ALLOWLIST_FILE,
      ask: `${environment}: copies of chart ${name} of ${repository}`,
      apply: (text) =>
        index < 0
          ? addListItem(text, list, `url: ${repository}\ncharts: [${name}]\nprojects: []`)
          : addListItem(text, [...list, index, 'charts'], name),
    },
  ];
}

function imageGrants(environment: string, objects: readonly Manifest[], { allowlist }: TreeFacts): Grant[] {
  const refused = objects
    .flatMap((object) => checkObject(object, { environment, allowlist }))
    .filter(({ rule }) => rule === 'image-registry-allowed')
    .map(({ value }) => value);
  return [...new Set(refused)].sort().map((image) => ({
    file: ALLOWLIST_FILE,
    ask: `${environment}: image ${image}`,
    apply: (text) => addListItem(text, ['environments', environment, 'imageRegistries'], image),
  }));
}

function kindGrants({ layer }: Decision, objects: readonly Manifest[], facts: TreeFacts): Grant[] {
  const file = projectFile(layer);
  const { spec } = parse(facts.read(file)?.toString('utf8') ?? '{}') as { spec?: Record<string, unknown> };
  const wanted = new Map(
    objects.map((object) => {
      const list = isOfTheCluster(object) ? 'clusterResourceWhitelist' : 'namespaceResourceWhitelist';
      return [
        `${list} ${groupOf(object)}/${object.kind}`,
        { list, group: groupOf(object), kind: object.kind },
      ];
    }),
  );
  return [...wanted.values()]
    .filter(({ list, group, kind }) => !permits(spec?.[list], group, kind))
    .sort((left, right) => (`${left.group}/${left.kind}` < `${right.group}/${right.kind}` ? -1 : 1))
    .map(({ list, group, kind }) => ({
      file,
      ask: `${kind}${group === '' ? '' : ` of ${group}`}, for every Application of project ${layer}`,
      apply: (text) => addListItem(text, ['spec', list], `{group: "${group}", kind: ${kind}}`),
    }));
}

function permits(list: unknown, group: string, kind: string): boolean {
  const entries = (Array.isArray(list) ? list : []) as { group?: string; kind?: string }[];
  return entries.some((entry) => entry.group === group && entry.kind === kind);
}

/** Whose folder it is, reviews it; for slices of the platform that is the platform team, as it stands. */
function reviewGrant({ team, service }: CompleteRequest, { layer }: Decision, facts: TreeFacts): Grant[] {
  const codeowners = facts.read('CODEOWNERS')?.toString('utf8');
  const folder = `${sliceFolder(layer, service)}/`;
  if (layer !== 'apps' || codeowners === undefined || ownersOf(codeowners, folder).includes(team)) return [];
  return [
    {
      file: 'CODEOWNERS',
      ask: `${team} reviews ${folder}`,
      apply: (text) => `${text.trimEnd()}\n/${folder}  ${team}\n`,
    },
  ];
}
