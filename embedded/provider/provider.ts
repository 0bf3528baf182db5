import type { KubeConfig } from '@kubernetes/client-node';
import { ObjectHandler } from './apply/handler';
import { ApiClient } from './cluster/client';
import { Cluster } from './cluster/cluster';
import { type ChosenCluster, chooseCluster, KubeconfigError } from './cluster/kubeconfig';
import { type Configuration, readConfiguration, type Variables } from './configure';
import { ReleaseHandler } from './helm/handler';
import type { Log, Session } from './session';
import { TolerantHandler } from './unreachable';
import type { ResourceHandler } from './wire/handler';
import { parseUrn } from './wire/urn';

const RELEASE = 'kubernetes:helm.sh/v3:Release';

/** One configured provider: its session, and which handler answers for which resource. */
export class Provider implements Session {
  private readonly abort = new AbortController();
  private readonly configuration: Configuration;
  private readonly chosen: ChosenCluster | KubeconfigError;
  private readonly objects = new TolerantHandler(this, new ObjectHandler(this));
  private readonly releases = new TolerantHandler(this, new ReleaseHandler(this));
  private shared: Cluster | undefined;

  readonly signal = this.abort.signal;

  /** Throws where the configured API server isn't on loopback. A missing kubeconfig is reported when it is needed. */
  constructor(
    variables: Variables,
    readonly log: Log,
  ) {
    this.configuration = readConfiguration(variables, process.env);
    this.chosen = this.choose();
  }

  get settings() {
    return this.configuration.settings;
  }

  get namespace(): string | undefined {
    return (
      this.configuration.namespace ??
      (this.chosen instanceof KubeconfigError ? undefined : this.chosen.namespace)
    );
  }

  cluster(): Cluster {
    if (this.chosen instanceof KubeconfigError) throw this.chosen;
    const { config, server } = this.chosen;
    this.shared ??= new Cluster(new ApiClient(config, server, this.signal), this.namespace ?? 'default');
    return this.shared;
  }

  kubeconfig(): KubeConfig {
    if (this.chosen instanceof KubeconfigError) throw this.chosen;
    return this.chosen.config;
  }

  /** The handler of a resource. */
  handler(urn: string): ResourceHandler {
    return parseUrn(urn).type === RELEASE ? this.releases : this.objects;
  }

  /** Ends every wait and request that is under way. */
  cancel(): void {
    this.abort.abort();
  }

  private choose(): ChosenCluster | KubeconfigError {
    try {
      return chooseCluster(this.configuration.choice);
    } catch (error) {
      if (error instanceof KubeconfigError) return error;
      throw error;
    }
  }
}
