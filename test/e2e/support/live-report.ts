import assert from 'node:assert/strict';
import { readDaemon } from '../../../embedded/process/daemon';
import { scaleByHand, scaleInTree } from './edge';
import type { TestEnvironment } from './environment';

const EDGE = 'infra-data-plane: Deployment platform-system/edge';

/** An object of a report, with what differs and, beside a base, how it runs at present. */
interface ReportedObject {
  readonly name: string;
  readonly running?: string;
  readonly diff: string;
}

interface ReportedSide {
  readonly name: string;
  readonly applications: readonly { readonly name: string; readonly objects: readonly ReportedObject[] }[];
}

/** What `validate --live` says of one environment, both as text and as data. */
interface LiveReport {
  readonly text: string;
  /** What the change does to the base: `<Application>: <object>`, with the diff and the state of what runs. */
  readonly change: ReadonlyMap<string, ReportedObject>;
  /** What a sync would do to the cluster, by the same keys. */
  readonly sync: ReadonlyMap<string, ReportedObject>;
}

/** Compares the working tree of a local environment with its last commit and with what runs. */
async function liveReport(environment: TestEnvironment): Promise<LiveReport> {
  const args = ['--env', 'local', '--base', 'HEAD', '--live'];
  const told = await environment.cli('validate', ...args);
  assert.equal(told.exitCode, 0, told.text);
  const { exitCode, stdout, text } = await environment.cli('validate', ...args, '--json');
  assert.equal(exitCode, 0, text);
  const { comparison, live } = JSON.parse(stdout) as {
    comparison: { environments: readonly ReportedSide[] };
    live: readonly ReportedSide[];
  };
  return { text: told.stdout, change: objectsOf(comparison.environments), sync: objectsOf(live) };
}

function objectsOf(sides: readonly ReportedSide[]): Map<string, ReportedObject> {
  assert.deepEqual(
    sides.map(({ name }) => name),
    ['local'],
  );
  return new Map(
    (sides[0]?.applications ?? []).flatMap(({ name, objects }) =>
      objects.map((object) => [`${name}: ${object.name}`, object] as const),
    ),
  );
}

/** Runs `action` while Argo CD's application controller stands still, so that it takes no hand edit back. */
async function withoutSelfHeal<T>({ embedded }: TestEnvironment, action: () => Promise<T>): Promise<T> {
  const controller = readDaemon(embedded.runDirectory, 'application-controller');
  assert.ok(controller, 'no application controller runs');
  process.kill(controller.pid, 'SIGSTOP');
  try {
    return await action();
  } finally {
    process.kill(controller.pid, 'SIGCONT');
  }
}

/**
 * `validate` shows base, working tree and cluster in one report. For a local environment that runs what its clone's last
 * commit renders; it is left like that.
 */
export function itComparesWithWhatRuns(opened: () => TestEnvironment): void {
  it('finds nothing that runs otherwise than the tree has it', async () => {
    const { text, change, sync } = await liveReport(opened());

    assert.match(text, /^local, compared with HEAD: no changes$/m);
    assert.match(text, /^local, compared with the cluster \S+: it runs what this tree renders$/m);
    assert.deepEqual([...change.keys(), ...sync.keys()], []);
  });

  it('shows a change beside what runs, before it is synced', async () => {
    const undo = scaleInTree(opened());
    const { text, change, sync } = await liveReport(opened()).finally(undo);

    assert.match(text, /^ {6}~ Deployment platform-system\/edge \(runs as the base has it\)$/m);
    assert.match(text, /^local, compared with the cluster \S+: nothing besides the change$/m);
    assert.deepEqual([...change.keys(), ...sync.keys()], [EDGE, EDGE]);
    assert.equal(change.get(EDGE)?.running, 'as-base');
    assert.match(change.get(EDGE)?.diff ?? '', /^- {2}replicas: 1\n\+ {2}replicas: 2$/m);
    assert.match(sync.get(EDGE)?.diff ?? '', /^- {2}replicas: 1\n\+ {2}replicas: 2$/m);
  });

  it('shows a hand edit beside the change', async () => {
    const undo = scaleInTree(opened());
    const { text, change, sync } = await withoutSelfHeal(opened(), async () => {
      await scaleByHand(opened());
      return liveReport(opened());
    }).finally(undo);

    assert.match(text, /^ {6}~ Deployment \S+\/edge \(runs otherwise, see the cluster below\)$/m);
    assert.match(text, /compared with the cluster \S+\n {2}~ infra-data-plane\n {6}~ Deployment \S+\/edge$/m);
    assert.deepEqual([...change.keys(), ...sync.keys()], [EDGE, EDGE]);
    assert.equal(change.get(EDGE)?.running, 'differs');
    assert.match(change.get(EDGE)?.diff ?? '', /^- {2}replicas: 1\n\+ {2}replicas: 2$/m);
    assert.match(sync.get(EDGE)?.diff ?? '', /^- {2}replicas: 5\n\+ {2}replicas: 2$/m);
  });
}
