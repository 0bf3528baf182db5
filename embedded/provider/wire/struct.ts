import { Struct } from 'google-protobuf/google/protobuf/struct_pb';
import type { Json, JsonObject } from './values';

/** A protobuf struct as JSON; an absent one is an empty object. */
export function fromStruct(struct: Struct | undefined): JsonObject {
  return (struct?.toJavaScript() ?? {}) as Record<string, Json>;
}

/** JSON as a protobuf struct. */
export function toStruct(value: JsonObject): Struct {
  return Struct.fromJavaScript(value as Parameters<typeof Struct.fromJavaScript>[0]);
}
