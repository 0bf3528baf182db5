import { stringify } from 'yaml';
import { readDaemon } from '../../../../embedded/process/daemon';
import { isAlive } from '../../../../embedded/process/identity';
import { waitUntil } from '../../../../embedded/process/wait';
import { applicationOf } from './exhibits';
import type { Produce, Stage } from './stage';

/** Ends a process as a crash would. Does nothing where it has ended before. */
async function crash({ environment }: Stage, name: string): Promise<void> {
  const record = readDaemon(environment.embedded.runDirectory, name);
  if (!record) throw new Error(`there is no ${name} to crash`);
  if (!isAlive(record)) return;
  process.kill(record.pid, 'SIGKILL');
  await waitUntil(() => !isAlive(record), { timeoutMs: 10_000, describe: () => `${name} lives on` });
}

const serverIsGone: Produce = async (stage) => {
  await crash(stage, 'server');
  return stage.see('argocd app list');
};

const deletionHangs: Produce = async (stage) => {
  await crash(stage, 'application-controller');
  // Made when nobody is there to sync it: among the others, it would keep `make sync` from ending well.
  stage.write('gone.yaml', stringify(applicationOf({ name: 'gone', finalizer: true })));
  await stage.mustRun('kubectl apply -f gone.yaml');
  return stage.see('kubectl --namespace argocd delete application service-gone --timeout=2s');
};

const processIsGone: Produce = async (stage) => {
  await crash(stage, 'repo-server');
  return stage.see('make status');
};

const upIsInterrupted: Produce = async ({ environment }) =>
  (await environment.interrupt(/❯ Control plane/, 'SIGINT')).text;

/** What brings each of these symptoms about. */
export const PROCESSES: Record<string, Produce> = {
  'argocd cannot reach the server': serverIsGone,
  'An Application is never gone': deletionHangs,
  'A process has crashed': processIsGone,
  'An up was interrupted': upIsInterrupted,
};
