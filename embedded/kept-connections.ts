import { Agent } from 'node:https';
import { KubeConfig, type RequestContext } from '@kubernetes/client-node';

/**
 * A client configuration that keeps its connections to the API server. The library's own opens one for each request,
 * which for those who ask twice a second is most of what both sides do.
 */
export class KeptConnections extends KubeConfig {
  private kept: Agent | undefined;

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    await super.applySecurityAuthentication(context);
    const made = context.getAgent();
    if (!(made instanceof Agent)) return;
    this.kept ??= new Agent({ ...made.options, keepAlive: true });
    context.setAgent(this.kept);
  }
}
