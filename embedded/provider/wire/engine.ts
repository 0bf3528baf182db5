import { credentials } from '@grpc/grpc-js';
import { EngineClient } from '@pulumi/pulumi/proto/engine_grpc_pb';
import { LogRequest, LogSeverity } from '@pulumi/pulumi/proto/engine_pb';
import type { Log } from '../session';

/** Sends messages to Pulumi's engine, in order and without waiting for it: a lost message must not fail a run. */
export class EngineLog implements Log {
  private client: EngineClient | undefined;
  private readonly warned = new Set<string>();

  /** `address` is the engine's, `host:port`; without one, messages go nowhere. */
  constructor(address: string | undefined) {
    if (address) this.attach(address);
  }

  /** Points at an engine, the first time or anew. */
  attach(address: string): void {
    this.client?.close();
    this.client = new EngineClient(address, credentials.createInsecure());
  }

  /** Says the same only once: what is wrong with a cluster is wrong for every resource on it. */
  warning(message: string, urn: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.send(LogSeverity.WARNING, message, urn, false);
  }

  info(message: string, urn: string): void {
    this.send(LogSeverity.INFO, message, urn, false);
  }

  status(message: string, urn: string): void {
    this.send(LogSeverity.INFO, message, urn, true);
  }

  private send(severity: LogSeverity, message: string, urn: string, ephemeral: boolean): void {
    const request = new LogRequest();
    request.setSeverity(severity);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    this.client?.log(request, () => undefined);
  }
}
