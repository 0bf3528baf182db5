import type { Location } from '../../gitops/problem';
import { readYamlDocuments } from '../../gitops/yaml-documents';
import type { Tree } from '../../validate/tree/tree';
import { GATEWAY_NAMESPACE, NAMESPACES_FILE, ONBOARDED_LABEL } from '../layout';

/** A namespace that foundation makes. */
export interface NamespaceFacts {
  readonly name: string;
  readonly where: Location;
  /** The service that it was made for, where onboarding made it. */
  readonly onboarded?: string;
  /** Whether the shared Gateway may send requests into it. */
  readonly routed: boolean;
}

interface Entry {
  readonly labels?: Readonly<Record<string, unknown>>;
  readonly egressTo?: readonly unknown[];
}

/** The namespaces of `foundation/bootstrap-namespace`. */
export function readNamespaces(tree: Tree): NamespaceFacts[] {
  if (!tree.files.has(NAMESPACES_FILE)) return [];
  const [document] = readYamlDocuments(tree.text(NAMESPACES_FILE), NAMESPACES_FILE).documents;
  const { namespaces } = (document?.value ?? {}) as { namespaces?: Readonly<Record<string, Entry | null>> };
  const entries = new Map(Object.entries(namespaces ?? {}));
  const reached = entries.get(GATEWAY_NAMESPACE)?.egressTo ?? [];
  return [...entries].map(([name, entry]) => {
    const line = document?.lineOf(['namespaces', name]);
    const onboarded = entry?.labels?.[ONBOARDED_LABEL];
    return {
      name,
      where: { file: NAMESPACES_FILE, ...(line !== undefined && { line }) },
      ...(typeof onboarded === 'string' && { onboarded }),
      routed: reached.includes(name),
    };
  });
}
