import { Secret } from '@pulumi/policy';
import { asset } from '@pulumi/pulumi';
import { SECRET, UNKNOWN } from '../core/values';

/**
 * A plain copy of a resource's inputs. A value that Pulumi doesn't know yet becomes UNKNOWN: reading one throws,
 * and whoever reads the others by name would stop at the first.
 */
export function plainCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isAsset(value)) return value;
  if (Array.isArray(value))
    return Array.from({ length: value.length }, (_, index) => readPlain(value, index));
  return Object.fromEntries(Object.keys(value).map((key) => [key, readPlain(value, key)]));
}

function readPlain(holder: object, key: string | number): unknown {
  let value: unknown;
  try {
    value = Reflect.get(holder, key);
  } catch {
    return UNKNOWN;
  }
  // A file is handed on as it is, and not as the policy SDK wraps it: its content is a promise, which cannot be wrapped.
  if (typeof value === 'object' && value !== null && isAsset(value)) {
    return Object.getOwnPropertyDescriptor(holder, key)?.value;
  }
  return plainCopy(value);
}

/**
 * A copy of the inputs with SECRET in place of every secret.
 * @param value The inputs as a remediation gets them. There, reading a property unwraps a secret, but its property
 *   descriptor still holds the `Secret` of the policy SDK's public interface.
 */
export function sealedCopy(value: unknown): unknown {
  if (value instanceof Secret) return SECRET;
  if (typeof value !== 'object' || value === null || isAsset(value)) return value;
  if (Array.isArray(value))
    return Array.from({ length: value.length }, (_, index) => readSealed(value, index));
  return Object.fromEntries(Object.keys(value).map((key) => [key, readSealed(value, key)]));
}

function readSealed(holder: object, key: string | number): unknown {
  return sealedCopy(Object.getOwnPropertyDescriptor(holder, key)?.value);
}

function isAsset(value: object): boolean {
  return asset.Asset.isInstance(value) || asset.Archive.isInstance(value);
}
