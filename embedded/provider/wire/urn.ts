/** The parts of a Pulumi URN that a provider needs. */
export interface Urn {
  /** Type token of the resource itself, such as `kubernetes:core/v1:Namespace`. */
  readonly type: string;
  /** The resource's name in the program. */
  readonly name: string;
}

/** Splits `urn:pulumi:<stack>::<project>::<parent$type>::<name>`; names may hold `::` themselves. */
export function parseUrn(urn: string): Urn {
  const [, , qualifiedType, ...name] = urn.split('::');
  if (!qualifiedType || name.length === 0) throw new Error(`${JSON.stringify(urn)} is not a Pulumi URN`);
  return { type: qualifiedType.slice(qualifiedType.lastIndexOf('$') + 1), name: name.join('::') };
}

/** A Kubernetes kind with its `apiVersion`. */
export interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

/** `kubernetes:apps/v1:Deployment` as apiVersion and kind. Pulumi writes the core group as `core/v1`. */
export function typeMetaOf(urn: Urn): TypeMeta {
  const [, version, kind] = urn.type.split(':');
  if (!version || !kind) throw new Error(`${JSON.stringify(urn.type)} is not a Kubernetes type`);
  return { apiVersion: version === 'core/v1' ? 'v1' : version, kind };
}

/** Patch resources carry the kind of what they patch, under a type that ends in `Patch`. */
export function isPatchResource(urn: Urn, kind: string): boolean {
  return urn.type.endsWith(`:${kind}Patch`);
}
