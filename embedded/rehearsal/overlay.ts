import { type Document, isMap, parseDocument } from 'yaml';
import type { CredentialSettings } from './credential';

/** What a rehearsal changes in the committed configuration of a stack, and nothing else. */
export interface Overlay {
  readonly context: string;
  /** A folder with Argo CD's chart, relative to the program. */
  readonly chartPath: string;
  readonly credential: CredentialSettings;
}

const SALT = 'encryptionsalt';
const SECRETS = ['config', 'argo-bootstrap:secrets'] as const;
const CREDENTIALS = ['config', 'argo-bootstrap:credentials'] as const;
const CERT_MANAGER = ['config', 'argo-bootstrap:certificates', 'certManager'] as const;

/** The official chart, of the version that the stacks pin, as `toolchain/vendor.lock.yaml` puts it in place. */
const CERT_MANAGER_CHART = { source: 'path', path: 'charts/cert-manager' } as const;

/**
 * The stack's configuration of a rehearsal: the committed one with the embedded cluster, charts that need no chart
 * repository, and a credential of the rehearsal's own, whose encrypted value is taken over from `previous`.
 */
export function overlaid(
  committed: string,
  { context, chartPath, credential }: Overlay,
  previous?: string,
): string {
  const document = parseDocument(committed);
  document.setIn(['config', 'argo-bootstrap:kubernetes', 'context'], context);
  document.setIn(['config', 'argo-bootstrap:argocd', 'chart'], { source: 'path', path: chartPath });
  document.setIn(CREDENTIALS, document.createNode([credential]));
  if (document.hasIn(CERT_MANAGER)) document.setIn([...CERT_MANAGER, 'chart'], CERT_MANAGER_CHART);
  // A rehearsal's secrets are encrypted by its public passphrase, whatever the real stack's are encrypted by.
  for (const key of ['secretsprovider', 'encryptedkey', SALT]) document.delete(key);
  document.deleteIn(SECRETS);
  if (previous !== undefined) takeOver(document, parseDocument(previous));
  return document.toString();
}

function takeOver(document: Document, previous: Document): void {
  const salt: unknown = previous.get(SALT);
  const secrets: unknown = previous.getIn(SECRETS);
  if (salt !== undefined) document.set(SALT, salt);
  // A key is no token: the value of another kind is of no use.
  if (isMap(secrets) && kindIn(previous) === kindIn(document)) document.setIn(SECRETS, secrets.toJSON());
}

function kindIn(document: Document): unknown {
  return document.getIn([...CREDENTIALS, 0, 'kind']);
}

/** The kind of the credential in a rehearsal's configuration. */
export function credentialKind(text: string): unknown {
  return kindIn(parseDocument(text));
}

/** Whether a configuration holds the encrypted value of the credential `name`. */
export function hasSecret(text: string, name: string): boolean {
  return parseDocument(text).hasIn([...SECRETS, name]);
}
