import { resolve } from 'node:path';
import { ProblemError } from '../../gitops/problem';
import { visibleJson, visibleText } from '../../gitops/visible';
import { prepareOnboarding } from '../../onboarding';
import { kindOf } from '../../onboarding/change';
import type { Plan } from '../../onboarding/plan';
import { type Preview, previewChanges } from '../../onboarding/preview';
import { askMissing } from '../../onboarding/questions';
import {
  type CompleteRequest,
  type PartialRequest,
  parseRequest,
  readRequestFile,
  readValuesFlags,
} from '../../onboarding/request';
import { showDecision, showDiff, showGrants, showPreview, showTree } from '../../onboarding/show';
import { writeChanges } from '../../onboarding/write';
import { environmentsOf } from '../../validate/environment';
import { workingTree } from '../../validate/tree/checkout';
import { coloursOf } from '../support/colour';
import { ExitCode } from '../support/exit';
import { interrupted } from '../support/interrupt';
import { withProgress } from '../support/progress';

/** What the command line was given. */
export interface OnboardFlags {
  readonly file?: string;
  readonly team?: string;
  readonly project?: string;
  readonly chart?: string;
  readonly chartRepository?: string;
  readonly chartVersion?: string;
  readonly env?: readonly string[];
  readonly namespace?: string;
  readonly repository?: string;
  readonly size?: string;
  readonly wave?: number;
  readonly values?: readonly string[];
  readonly dryRun?: boolean;
  readonly check: boolean;
  readonly json?: boolean;
  readonly root: string;
}

/** Brings a service into the tree. Returns the exit code: 1 where the check has errors about it. */
export async function onboard(service: string | undefined, flags: OnboardFlags): Promise<number> {
  const root = resolve(flags.root);
  const request = await requestOf(service, flags, root);
  const { plan, preview } = await withProgress(async (progress) => {
    const plan = await prepareOnboarding(request, { root, cwd: process.cwd(), progress });
    const isChecked = flags.check && plan.changes.length > 0;
    return { plan, preview: isChecked ? await previewChanges(root, plan.changes, progress) : undefined };
  });
  interrupted.throwIfAborted();
  if (flags.dryRun !== true) writeChanges(root, plan.changes);
  console.log(flags.json ? visibleJson(asData(plan, preview)) : report(plan, preview, flags));
  return preview?.findings.some(({ severity }) => severity === 'error') ? ExitCode.notWell : ExitCode.ok;
}

async function requestOf(
  service: string | undefined,
  flags: OnboardFlags,
  root: string,
): Promise<CompleteRequest> {
  if (flags.file !== undefined) return requestOfFile(service, flags, flags.file);
  const environments = environmentsOf(await workingTree(root));
  const given = { ...(service !== undefined && { service }), ...fieldsOf(flags) };
  const streams = { input: process.stdin, output: process.stderr };
  const isAsked = process.stdin.isTTY && process.stderr.isTTY && flags.json !== true;
  const fields = isAsked ? await askMissing(given, environments, streams, interrupted) : given;
  const usual = { namespace: service, environments };
  return parseRequest({ ...usual, ...fields }, readValuesFlags(flags.values ?? []));
}

/** A request is in one place: a flag beside the file would be a second answer to the same question. */
function requestOfFile(service: string | undefined, flags: OnboardFlags, file: string): CompleteRequest {
  const others = [...Object.keys(fieldsOf(flags)), ...(flags.values ? ['values'] : [])];
  if (others.length > 0) throw twoAnswers(`--file and --${others.join(', --')}`);
  const request = readRequestFile(process.cwd(), file);
  if (service === undefined || service === request.service) return request;
  throw twoAnswers(`service ${service}, and ${request.service} in ${file}`);
}

function twoAnswers(given: string): ProblemError {
  return new ProblemError([
    {
      rule: 'request-invalid',
      found: `there are ${given}`,
      expected: 'the request in the file, or in flags',
      fix: 'leave one of the two out',
    },
  ]);
}

function fieldsOf(flags: OnboardFlags): PartialRequest {
  const { team, project, env: environments, namespace, repository, size, wave } = flags;
  const chart = chartOf(flags);
  const all = { team, project, environments, namespace, repository, size, wave, chart };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function chartOf({ chart, chartRepository, chartVersion }: OnboardFlags): PartialRequest | undefined {
  if (chartRepository === undefined && chartVersion === undefined)
    return chart === undefined ? undefined : { path: chart };
  const parts = { name: chart, repository: chartRepository, version: chartVersion };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

function report(plan: Plan, preview: Preview | undefined, { dryRun, check }: OnboardFlags): string {
  const { bold } = coloursOf(process.stdout);
  const { changes, kept, grants, service } = plan;
  if (changes.length === 0)
    return [alreadyThere(plan), keptLines(kept), showGrants(plan)].filter(Boolean).join('\n\n');
  // The charts of others would bury what is worth reading; a dry run shows all.
  const shown = dryRun ? changes : changes.filter(({ path }) => !path.includes(`/${service}/chart/`));
  const next = grants ? `have ${grants.file} decided, then ` : '';
  const told = [
    showDecision(plan),
    showTree(changes),
    showDiff(shown),
    keptLines(kept),
    showGrants(plan),
    preview ? showPreview(preview) : check ? '' : 'Not checked: `argo-bootstrap validate` does that.',
  ].filter(Boolean);
  const end = dryRun
    ? bold('Nothing was written.')
    : `${bold('Written.')} Next: ${next}fill in values/, \`make up\`, and commit. docs/onboarding.md has the checklist.`;
  // Charts and trees come from elsewhere: nothing of them may steer the terminal.
  return [visibleText(told.join('\n\n')), end].join('\n\n');
}

function alreadyThere({ service, application }: Plan): string {
  return `${service} is onboarded as Application ${application}, and nothing is to be changed.`;
}

function keptLines(kept: readonly string[]): string {
  if (kept.length === 0) return '';
  return ['Changed since it was onboarded, and left as it is:', ...kept.map((path) => `  ${path}`)].join(
    '\n',
  );
}

function asData(
  { service, application, decision, changes, kept, grants }: Plan,
  preview: Preview | undefined,
) {
  return {
    service,
    application,
    layer: decision.layer,
    reasons: decision.reasons,
    files: changes.map((change) => ({ path: change.path, change: kindOf(change), why: change.why })),
    kept,
    grants: grants?.parts ?? [],
    findings: preview?.findings ?? [],
  };
}
