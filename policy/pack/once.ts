import deserialize = require('@pulumi/policy/deserialize');

import { isRecord } from '../core/values';

/** Reads a message's properties: the policy SDK's own function, which has no public type. */
type Deserialize = (message: object, keepSecrets: boolean) => Record<string, unknown>;

/**
 * The policy SDK unpacks a resource's properties anew for every policy. With as many policies as this pack has, that
 * takes longer than judging them, and none of them changes what it is given: once for each message is enough.
 * Remediations, which may change it, still get their own.
 *
 * @param sdk The SDK's module, whose function is replaced. One that has no such function is left alone.
 */
export function unpackOnce(sdk: object = deserialize): void {
  const unpack: unknown = Reflect.get(sdk, 'deserializeProperties');
  if (!isDeserialize(unpack)) return;
  const unpacked = new WeakMap<object, Record<string, unknown>>();
  const once: Deserialize = (message, keepSecrets) => {
    if (keepSecrets) return unpack(message, keepSecrets);
    const properties = unpacked.get(message) ?? unpack(message, keepSecrets);
    unpacked.set(message, properties);
    return properties;
  };
  Object.assign(sdk, { deserializeProperties: once });
}

function isDeserialize(value: unknown): value is Deserialize {
  return typeof value === 'function';
}

/**
 * Remembers what was worked out from a resource's properties for as long as they are in use.
 * @param work Must depend on nothing that differs between policies.
 */
export function oncePerResource<Args extends { readonly props: object }, Result>(
  work: (args: Args) => Result,
): (args: Args) => Result {
  const results = new WeakMap<object, { readonly result: Result }>();
  return (args) => {
    const key = unwrapped(args.props);
    const known = results.get(key) ?? { result: work(args) };
    results.set(key, known);
    return known.result;
  };
}

/** The policy SDK wraps the same properties anew for each policy; what it wraps is known by this name. */
function unwrapped(props: object): object {
  const target: unknown = Reflect.get(props, '__getSpecialProxyTarget');
  return isRecord(target) ? target : props;
}
