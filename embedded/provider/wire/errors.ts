import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { ErrorResourceInitFailed } from '@pulumi/pulumi/proto/provider_pb';
import { Status } from '@pulumi/pulumi/proto/status_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { InitFailedError } from './handler';
import { toStruct } from './struct';

/** An error as gRPC sends it. A resource that exists but isn't ready carries its state, so that it isn't lost. */
export function toServiceError(error: unknown, censor: (message: string) => string): ServiceError {
  const message = censor(error instanceof Error ? error.message : String(error));
  const metadata = new Metadata();
  if (error instanceof InitFailedError)
    metadata.set('grpc-status-details-bin', details(error, message, censor));
  return Object.assign(new Error(message), { code: status.UNKNOWN, details: message, metadata });
}

function details(error: InitFailedError, message: string, censor: (message: string) => string): Buffer {
  const failed = new ErrorResourceInitFailed();
  failed.setId(error.id);
  failed.setProperties(toStruct(error.state));
  failed.setReasonsList(error.reasons.map(censor));
  if (error.inputs) failed.setInputs(toStruct(error.inputs));
  const any = new Any();
  any.pack(failed.serializeBinary(), 'pulumirpc.ErrorResourceInitFailed');
  const wrapped = new Status();
  wrapped.setCode(status.UNKNOWN);
  wrapped.setMessage(message);
  wrapped.addDetails(any);
  return Buffer.from(wrapped.serializeBinary());
}
