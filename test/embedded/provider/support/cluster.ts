import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareTools, type Tools } from '../../../../cli/support/tools';
import { deleteControlPlane, startControlPlane } from '../../../../embedded/control-plane';
import { type EmbeddedEnvironment, embeddedEnvironment } from '../../../../embedded/environment';
import { afterTests } from '../../../support/hooks';

const CONTROL_PLANE = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
  'kwokctl',
] as const;

/** A real API server with controllers and a simulated node, for every test of the provider. */
export interface TestCluster {
  readonly environment: EmbeddedEnvironment;
  readonly kubeconfig: string;
  readonly tools: Tools;
}

const ROOT = join(__dirname, '..', '..', '..', '..');
let started: Promise<TestCluster> | undefined;

/** The one cluster of this run (of this file, where files run side by side); the first caller starts it. */
export function testCluster(): Promise<TestCluster> {
  if (!started) {
    const starting = start();
    started = starting;
    afterTests(() => stop(starting));
  }
  return started;
}

async function stop(starting: Promise<TestCluster>): Promise<void> {
  started = undefined;
  const cluster = await starting.catch(() => undefined);
  if (!cluster) return;
  await deleteControlPlane(cluster.environment);
  await rm(join(cluster.environment.directory, '..'), { recursive: true, force: true });
}

async function start(): Promise<TestCluster> {
  const tools = await prepareTools(
    [...CONTROL_PLANE, 'helm', 'pulumi', 'pulumi-language-nodejs'],
    () => undefined,
  );
  const environment = embeddedEnvironment(
    ROOT,
    'local',
    await mkdtemp(join(tmpdir(), 'argo-bootstrap-test-')),
  );
  const [etcd, apiserver, manager, scheduler, kwok, kwokctl] = CONTROL_PLANE.map((name) =>
    tools.path(name),
  ) as [string, string, string, string, string, string];
  const binaries = {
    etcd,
    'kube-apiserver': apiserver,
    'kube-controller-manager': manager,
    'kube-scheduler': scheduler,
    kwok,
    kwokctl,
  };
  await startControlPlane(environment, binaries, `v${tools.version('kube-apiserver').replace(/^v/, '')}`);
  return { environment, kubeconfig: environment.kubeconfig, tools };
}
