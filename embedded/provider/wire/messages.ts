import * as messages from '@pulumi/pulumi/proto/provider_pb';
import type {
  CheckRequest,
  CheckResult,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  DiffResult,
  PropertyChange,
  ReadRequest,
  ReadResult,
  UpdateRequest,
} from './handler';
import { fromStruct, toStruct } from './struct';
import type { JsonObject } from './values';

/** `Check` from its protobuf form. */
export function checkRequest(request: messages.CheckRequest): CheckRequest {
  const olds = fromStruct(request.getOlds());
  const autonaming = request.getAutonaming();
  const disabled = messages.CheckRequest.AutonamingOptions.Mode.DISABLE;
  return {
    urn: request.getUrn(),
    olds: Object.keys(olds).length > 0 ? olds : undefined,
    news: fromStruct(request.getNews()),
    seed: request.getRandomseed_asU8(),
    autonaming: autonaming && {
      name: autonaming.getProposedName(),
      disabled: autonaming.getMode() === disabled,
    },
  };
}

/** `Check`'s answer as protobuf. */
export function checkResponse(result: CheckResult): messages.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(toStruct(result.inputs));
  response.setFailuresList(
    result.failures.map(({ property, reason }) => {
      const failure = new messages.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

/** `Diff`'s answer as protobuf, with the changes of every property. */
export function diffResponse(result: DiffResult): messages.DiffResponse {
  const response = new messages.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const entries = [...result.changes];
  response.setChanges(entries.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setReplacesList(entries.filter(([, change]) => change.replace).map(([path]) => path));
  response.setDiffsList([...new Set(entries.map(([path]) => path.split(/[.[]/, 1)[0] ?? path))]);
  response.setDeletebeforereplace(result.deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const [path, change] of entries) response.getDetaileddiffMap().set(path, propertyDiff(change));
  return response;
}

function propertyDiff(change: PropertyChange): messages.PropertyDiff {
  const { Kind } = messages.PropertyDiff;
  const kinds = {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  } as const;
  const diff = new messages.PropertyDiff();
  diff.setKind(kinds[change.kind][change.replace ? 1 : 0]);
  diff.setInputdiff(true);
  return diff;
}

/** `Read`'s answer as protobuf; an empty one says that the resource is gone. */
export function readResponse(result: ReadResult | undefined): messages.ReadResponse {
  const response = new messages.ReadResponse();
  if (!result) return response;
  response.setId(result.id);
  response.setProperties(toStruct(result.state));
  response.setInputs(toStruct(result.inputs));
  return response;
}

/** `Diff` from its protobuf form. */
export function diffRequest(request: messages.DiffRequest): DiffRequest {
  return {
    urn: request.getUrn(),
    id: request.getId(),
    state: fromStruct(request.getOlds()),
    oldInputs: fromStruct(request.getOldInputs()),
    news: fromStruct(request.getNews()),
  };
}

/** `Create` from its protobuf form. */
export function createRequest(request: messages.CreateRequest): CreateRequest {
  return {
    urn: request.getUrn(),
    inputs: fromStruct(request.getProperties()),
    timeout: request.getTimeout(),
    preview: request.getPreview(),
  };
}

/** `Create`'s answer as protobuf. */
export function createResponse(created: { id: string; state: JsonObject }): messages.CreateResponse {
  const response = new messages.CreateResponse();
  response.setId(created.id);
  response.setProperties(toStruct(created.state));
  return response;
}

/** `Read` from its protobuf form. */
export function readRequest(request: messages.ReadRequest): ReadRequest {
  return {
    urn: request.getUrn(),
    id: request.getId(),
    state: fromStruct(request.getProperties()),
    inputs: fromStruct(request.getInputs()),
  };
}

/** `Update` from its protobuf form. */
export function updateRequest(request: messages.UpdateRequest): UpdateRequest {
  return {
    urn: request.getUrn(),
    id: request.getId(),
    state: fromStruct(request.getOlds()),
    oldInputs: fromStruct(request.getOldInputs()),
    inputs: fromStruct(request.getNews()),
    timeout: request.getTimeout(),
    preview: request.getPreview(),
  };
}

/** `Update`'s answer as protobuf. */
export function updateResponse(updated: { state: JsonObject }): messages.UpdateResponse {
  const response = new messages.UpdateResponse();
  response.setProperties(toStruct(updated.state));
  return response;
}

/** `Delete` from its protobuf form. */
export function deleteRequest(request: messages.DeleteRequest): DeleteRequest {
  return {
    urn: request.getUrn(),
    id: request.getId(),
    state: fromStruct(request.getProperties()),
    timeout: request.getTimeout(),
  };
}
