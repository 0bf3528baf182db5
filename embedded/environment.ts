import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ENVIRONMENTS } from '../gitops/environments';

export type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** Where one embedded environment of one clone keeps what it needs. Every path is absolute. */
export interface EmbeddedEnvironment {
  readonly name: EnvironmentName;
  /** The checkout at hand, whose working tree the environment deploys. */
  readonly root: string;
  /**
   * Where Pulumi runs: local in the checkout itself, a rehearsal of staging or production in a clone of what its git
   * host serves, as the people and pipelines do that run the real one.
   */
  readonly program: string;
  /** Removed whole by `down`. */
  readonly directory: string;
  readonly kubeconfig: string;
  readonly clusterName: string;
  readonly context: string;
  /** kwokctl keeps the cluster's data, certificates and logs here. */
  readonly kwokDirectory: string;
  readonly pulumiHome: string;
  readonly pulumiState: string;
  /** One record and one log a process. */
  readonly runDirectory: string;
  /** Bare repository that holds the snapshot of the working tree. */
  readonly snapshot: string;
  /** What plays GitHub in a rehearsal keeps its files here. */
  readonly gitHost: string;
  /** Short path for Unix sockets, whose names may not exceed 107 bytes. */
  readonly socketDirectory: string;
}

/**
 * The embedded environment `name` of the checkout at `root`. The state lies in `.argo-bootstrap/` of the
 * checkout, or below ARGO_BOOTSTRAP_STATE where that is set, so that clones and tests do not meet.
 */
export function embeddedEnvironment(
  root: string,
  name: EnvironmentName,
  stateRoot = process.env['ARGO_BOOTSTRAP_STATE'],
): EmbeddedEnvironment {
  const directory = resolve(stateRoot || join(root, '.argo-bootstrap'), name);
  const clusterName = `argo-bootstrap-${name}`;
  return {
    name,
    root: resolve(root),
    program: name === 'local' ? resolve(root) : join(directory, 'clone'),
    directory,
    kubeconfig: join(directory, 'kubeconfig'),
    clusterName,
    context: `kwok-${clusterName}`,
    kwokDirectory: join(directory, 'kwok'),
    pulumiHome: join(directory, 'pulumi', 'home'),
    pulumiState: join(directory, 'pulumi', 'state'),
    runDirectory: join(directory, 'run'),
    snapshot: join(directory, 'workspace.git'),
    gitHost: join(directory, 'git-host'),
    socketDirectory: join(tmpdir(), `argo-bootstrap-${shortDigest(directory)}`),
  };
}

function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
