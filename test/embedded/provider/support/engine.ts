import { type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';
import { EngineService } from '@pulumi/pulumi/proto/engine_grpc_pb';
import type { LogRequest } from '@pulumi/pulumi/proto/engine_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';

/** Plays Pulumi's engine as far as a provider needs it: takes its messages. */
export class TestEngine {
  /** Every message so far. */
  readonly messages: string[] = [];
  private readonly server = new Server();

  /** Listens on loopback; returns the address to give to the plugin. */
  listen(): Promise<string> {
    const log: handleUnaryCall<LogRequest, Empty> = (call, callback) => {
      this.messages.push(call.request.getMessage());
      callback(null, new Empty());
    };
    this.server.addService({ log: EngineService.log }, { log });
    return new Promise((resolve, reject) => {
      this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
        if (error) reject(error);
        else resolve(`127.0.0.1:${port}`);
      });
    });
  }

  close(): void {
    this.server.forceShutdown();
  }
}
