import { Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { ResourceProviderService } from '@pulumi/pulumi/proto/provider_grpc_pb';

const LARGEST_MESSAGE = 400 * 1024 * 1024;

/**
 * Serves a plugin as Pulumi expects it: on a free port of loopback, which is printed on standard output. Where Pulumi
 * dies without a word, `cancel` is called and the plugin ends.
 */
export function serve(
  implementation: UntypedServiceImplementation,
  cancel: () => void = () => undefined,
): void {
  const server = new Server({
    'grpc.max_receive_message_length': LARGEST_MESSAGE,
    'grpc.max_send_message_length': LARGEST_MESSAGE,
  });
  server.addService(ResourceProviderService, implementation);
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
  endWithParent(cancel);
}

const WATCH_MS = 1000;

function endWithParent(cancel: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    cancel();
    // Time for what was cancelled to tell its children.
    setTimeout(() => process.exit(1), WATCH_MS);
  }, WATCH_MS);
  watch.unref();
}

/** The engine's address, which Pulumi gives as an argument. */
export function engineAddress(): string | undefined {
  return process.argv.slice(2).find((argument) => !argument.startsWith('-'));
}
