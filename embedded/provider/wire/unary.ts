import type { handleUnaryCall } from '@grpc/grpc-js';
import type { Struct } from 'google-protobuf/google/protobuf/struct_pb';
import { secretStrings } from '../secrets/annotate';
import { redact } from '../secrets/redact';
import { toServiceError } from './errors';
import { fromStruct } from './struct';

/** A request that may carry property bags, and so secrets. */
interface Bags {
  getOlds?(): Struct | undefined;
  getNews?(): Struct | undefined;
  getProperties?(): Struct | undefined;
  getInputs?(): Struct | undefined;
}

/** Makes a gRPC handler of a function. Errors are told without the secrets that the request holds. */
export function unary<Request extends object, Response>(
  run: (request: Request) => Promise<Response> | Response,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const answer = async () => run(call.request);
    answer().then(
      (response) => callback(null, response),
      (error: unknown) => callback(toServiceError(error, (message) => censor(message, call.request))),
    );
  };
}

function censor(message: string, request: Bags): string {
  const bags = [
    request.getOlds?.(),
    request.getNews?.(),
    request.getProperties?.(),
    request.getInputs?.(),
  ].map(fromStruct);
  return redact(message, secretStrings(...bags));
}
