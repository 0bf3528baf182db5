import { resolve } from 'node:path';
import { ProblemError } from '../../gitops/problem';
import { visibleJson, visibleText } from '../../gitops/visible';
import { kindOf } from '../../onboarding/change';
import { type Consequence, consequencesOf } from '../../onboarding/consequences';
import { readFacts } from '../../onboarding/facts';
import { planOffboarding, type Removal } from '../../onboarding/offboard';
import { planNamespaceRemoval } from '../../onboarding/offboard-namespace';
import { previewChanges } from '../../onboarding/preview';
import { confirm } from '../../onboarding/questions';
import { showConsequences, showTree } from '../../onboarding/show';
import { writeChanges } from '../../onboarding/write';
import { workingTree } from '../../validate/tree/checkout';
import { coloursOf } from '../support/colour';
import { ExitCode } from '../support/exit';
import { interrupted } from '../support/interrupt';
import { withProgress } from '../support/progress';

/** What the command line was given. */
export interface OffboardFlags {
  readonly namespace?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly root: string;
}

/** Takes a service, or what is left of its namespace, out of the tree. Returns the exit code. */
export async function offboard(service: string, flags: OffboardFlags): Promise<number> {
  const root = resolve(flags.root);
  const facts = readFacts(await workingTree(root), service);
  const removal = flags.namespace ? planNamespaceRemoval(service, facts) : planOffboarding(service, facts);
  if (!flags.dryRun && !flags.yes && !isTerminal()) throw unconfirmed(service);
  const preview = await withProgress((show) => previewChanges(root, removal.changes, show));
  const consequences = consequencesOf(removal, preview);
  if (flags.json) console.log(visibleJson(asData(removal, consequences)));
  else console.log(visibleText(announcement(removal, consequences)));
  if (flags.dryRun) return ExitCode.ok;
  const streams = { input: process.stdin, output: process.stderr };
  if (!flags.yes && !(await confirm('This deletes the files above.', service, streams, interrupted))) {
    console.error('Nothing was deleted.');
    return ExitCode.notWell;
  }
  interrupted.throwIfAborted();
  writeChanges(root, removal.changes);
  if (!flags.json) console.log(closing(removal));
  return ExitCode.ok;
}

function isTerminal(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

function unconfirmed(service: string): ProblemError {
  return new ProblemError([
    {
      rule: 'not-confirmed',
      found: 'nobody is there to confirm the deletion',
      expected: 'a terminal, or --yes',
      fix: `see what goes with \`argo-bootstrap offboard ${service} --dry-run\`, then add --yes`,
    },
  ]);
}

function announcement(removal: Removal, consequences: readonly Consequence[]): string {
  return [
    'Files:',
    showTree(removal.changes),
    'In the clusters, once that is merged:',
    showConsequences(consequences),
    '',
  ].join('\n\n');
}

function closing({ service, application, namespace }: Removal): string {
  const { bold } = coloursOf(process.stdout);
  if (application === undefined) return bold(`Namespace ${namespace} is no longer made for ${service}.`);
  return [
    bold(`${service} is taken out; commit the change.`),
    `Its namespace ${namespace} stays, with quota and network policies, for what still runs there. When nothing does:`,
    `  argo-bootstrap offboard ${service} --namespace`,
    'What policy/allowlist.yaml, helmfiles/projects and CODEOWNERS were given for it, their owners take back.',
  ].join('\n');
}

function asData(removal: Removal, consequences: readonly Consequence[]) {
  const { service, application, namespace, changes } = removal;
  return {
    service,
    application,
    namespace,
    files: changes.map((change) => ({ path: change.path, change: kindOf(change) })),
    environments: consequences,
  };
}
