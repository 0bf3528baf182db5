import type { Problem } from '../../gitops/problem';
import type { Evidence, Rule } from './evidence';

/**
 * Production's state is shared, versioned, and encrypted by a key that is not a passphrase. A rehearsal against a
 * cluster of this machine is no production and may keep its state here.
 */
export const stateIsSafe: Rule = (evidence) => {
  if (evidence.stack !== 'production' || isRehearsal(evidence)) return [];
  return [...fileBackend(evidence), ...passphrase(evidence)];
};

function isRehearsal({ settings: { kubernetes }, kubeconfig }: Evidence): boolean {
  const server = kubernetes && kubeconfig.servers.get(kubernetes.context);
  return server !== undefined && /^https?:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:\d+)?(\/|$)/.test(server);
}

function fileBackend({ backend }: Evidence): Problem[] {
  if (!backend?.startsWith('file:')) return [];
  return [
    {
      rule: 'state-backend',
      found: 'the state of production would lie in a folder of this machine',
      expected: 'an object store with versioning (s3://, gs://, azblob://) or Pulumi Cloud',
      fix: 'pulumi login <bucket>, as docs/secrets.md says',
    },
  ];
}

function passphrase({ file }: Evidence): Problem[] {
  const where = file.locateTop('encryptionsalt');
  if (!where) return [];
  return [
    {
      rule: 'state-passphrase',
      where,
      found: 'the secrets of production are encrypted with a passphrase',
      expected: 'a key of a key management service (awskms://, gcpkms://, azurekeyvault://, hashivault://)',
      fix: 'pulumi stack change-secrets-provider <key>',
    },
  ];
}
