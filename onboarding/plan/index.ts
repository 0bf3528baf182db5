import { RECORD_FILE } from '../../gitops/onboarding-record';
import { type Problem, throwIfAny } from '../../gitops/problem';
import type { Change } from '../change';
import type { ChartFacts } from '../chart';
import { collisions } from '../collisions';
import { type Decision, decide, decisionProblems } from '../decide';
import type { TreeFacts } from '../facts';
import { applicationName, requestFile, sliceFolder } from '../layout';
import type { CompleteRequest } from '../request';
import { fixtureOf } from './fixture';
import { grantsFor } from './grants';
import { type GrantRequest, grantRequest } from './request-patch';
import { sliceFiles } from './slice';
import { editSurroundings } from './surroundings';
import { editedTexts } from './texts';

/** What onboarding a service comes to. */
export interface Plan {
  readonly service: string;
  readonly application: string;
  readonly decision: Decision;
  /** Files to make and to edit; empty where everything is there already. */
  readonly changes: readonly Change[];
  /** Files that are there as they would be written. */
  readonly unchanged: readonly string[];
  /** Files that somebody changed since; they stay as they are. */
  readonly kept: readonly string[];
  /** What others have to decide; absent where nothing is left to ask. */
  readonly grants?: GrantRequest;
  /** A request of an earlier run that has been granted. */
  readonly granted?: string;
}

/**
 * Plans the onboarding of a service: from the facts of the tree, the chart and the request alone.
 *
 * @throws ProblemError with everything that speaks against it at once.
 */
export function planOnboarding(request: CompleteRequest, chart: ChartFacts, facts: TreeFacts): Plan {
  const objects = [...chart.rendered.values()].flat();
  const decision = decisionOf(request, chart, facts);
  const known = facts.environments.map(({ name }) => name);
  throwIfAny([
    ...decisionProblems(request, decision, known),
    ...collisions(request, decision.layer, facts),
    ...emptyChart(request, chart),
  ]);
  const texts = editedTexts(facts);
  editSurroundings(texts, request, decision, { objects, facts });
  const grants = grantRequest(request, grantsFor(request, decision, chart.rendered, facts), texts, facts);
  const files = [...sliceFiles({ request, decision, chart }), fixtureOf(request.service, chart)];
  const asked = requestChange(grants, facts);
  const sorted = sortOut([...files, ...asked], facts);
  throwIfAny(strangers(request, decision, sorted.different, files, facts));
  const granted = requestFile(request.service);
  return {
    service: request.service,
    application: applicationName(decision.layer, request.service),
    decision,
    changes: [...sorted.missing, ...texts.changes()],
    unchanged: sorted.same,
    kept: sorted.different,
    ...(grants && { grants }),
    ...(!grants && facts.read(granted) && { granted }),
  };
}

/** What was decided once holds on. */
function decisionOf(request: CompleteRequest, chart: ChartFacts, { record }: TreeFacts): Decision {
  const objects = [...chart.rendered.values()].flat();
  if (!record) return decide(request, objects);
  const { wave } = record.yaml.value;
  const before = `${record.layer}, as ${record.file} records`;
  return { layer: record.layer, ...(wave !== undefined && { wave }), reasons: [before] };
}

/** A request is written anew where the files that it asks about have changed: it must apply to them as they are. */
function requestChange(grants: GrantRequest | undefined, facts: TreeFacts): Change[] {
  if (!grants) return [];
  const after = Buffer.from(grants.text);
  const before = facts.record && facts.read(grants.file);
  const change = { path: grants.file, after, why: 'what others have to decide' };
  return before && !before.equals(after) ? [{ ...change, before }] : [change];
}

function sortOut(files: readonly Change[], facts: TreeFacts) {
  const missing: Change[] = [];
  const same: string[] = [];
  const different: string[] = [];
  for (const file of files) {
    const there = facts.read(file.path);
    if (there === undefined || file.before) missing.push(file);
    else if (file.after?.equals(there)) same.push(file.path);
    else different.push(file.path);
  }
  return { missing, same, different };
}

/** Without a record, whatever is in the way was not made by onboarding, and is nobody's to overwrite. */
function strangers(
  { service }: CompleteRequest,
  { layer }: Decision,
  different: readonly string[],
  files: readonly Change[],
  facts: TreeFacts,
): Problem[] {
  if (facts.record) return [];
  const folder = sliceFolder(layer, service);
  const planned = new Set(files.map(({ path }) => path));
  const others = facts.below(folder).filter((path) => !planned.has(path));
  return [...new Set([...different, ...others])].sort().map((file) => ({
    rule: 'file-in-the-way',
    where: { file },
    found: `the file is there, and no ${RECORD_FILE} says that onboarding made it`,
    expected: 'a folder without files, or with the chart alone',
    fix: 'move the file away, or choose another name for the service',
  }));
}

function emptyChart({ service }: CompleteRequest, { rendered }: ChartFacts): Problem[] {
  return [...rendered]
    .filter(([, objects]) => objects.length === 0)
    .map(([environment]) => ({
      rule: 'chart-empty',
      found: `the chart of ${service} renders no objects for ${environment}`,
      expected: 'at least one object; Argo CD would delete what there is',
      fix: 'give the values that switch something on, or leave the environment out',
    }));
}
