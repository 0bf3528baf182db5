/** JSON as it travels in Pulumi's property bags: secrets and assets are objects with a signature, unknowns strings. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** An object of {@link Json} values. */
export interface JsonObject {
  [key: string]: Json;
}

// The signatures are Pulumi's wire format: https://github.com/pulumi/pulumi, sdk/go/common/resource/sig.
const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
const ASSET = 'c44067f5952c0a294b673a41bacd8c17';
const UNKNOWNS: ReadonlySet<string> = new Set([
  '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
]);

/** The value of a property that is only known once something has been created. */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** True for a JSON object, false for arrays, null and scalars. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a value inside Pulumi's secret envelope. */
export function isSecret(value: Json | undefined): value is JsonObject {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

/** True for a Pulumi asset (file, text or URL). */
export function isAsset(value: Json | undefined): value is JsonObject {
  return isObject(value) && value[SIGNATURE] === ASSET;
}

/** True for a placeholder of a value that isn't known yet. */
export function isUnknown(value: Json | undefined): boolean {
  return typeof value === 'string' && UNKNOWNS.has(value);
}

/** Puts `value` into a secret envelope, once. */
export function secret(value: Json): Json {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** The content of a secret envelope, or the value itself where there is none. */
export function unwrap(value: Json | undefined): Json | undefined {
  return isSecret(value) ? unwrap(value['value']) : value;
}

/** Whether any value inside `value` satisfies `test`; envelopes are looked into. */
function some(value: Json | undefined, test: (value: Json) => boolean): boolean {
  if (value === undefined) return false;
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((item) => some(item, test));
  return isObject(value) && Object.values(value).some((item) => some(item, test));
}

/** Whether anything inside `value` isn't known yet. */
export function containsUnknown(value: Json | undefined): boolean {
  return some(value, isUnknown);
}

/** Whether anything inside `value` is a secret. */
export function containsSecret(value: Json | undefined): boolean {
  return some(value, isSecret);
}

/** A copy without secret envelopes, renaming every object key by `rename`. Unknowns stay. */
export function plain(value: Json, rename: (key: string) => string = (key) => key): Json {
  const bare = unwrap(value) ?? null;
  if (Array.isArray(bare)) return bare.map((item) => plain(item, rename));
  if (!isObject(bare)) return bare;
  return Object.fromEntries(Object.entries(bare).map(([key, item]) => [rename(key), plain(item, rename)]));
}

/** As {@link plain}, for an object; anything else becomes an empty object. */
export function plainObject(value: Json | undefined, rename?: (key: string) => string): JsonObject {
  const result = plain(value ?? {}, rename);
  return isObject(result) ? result : {};
}

/** Deep equality of two JSON values, object keys in any order. */
export function equal(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => equal(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key]))
  );
}
