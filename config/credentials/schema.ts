import { z } from 'zod';

const name = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$/, 'a lower-case name of at most 32 characters');
const id = z.string().regex(/^[0-9]+$/, 'digits, in quotes');

/** Where the secret part of a credential comes from. */
const sourceSchema = z.discriminatedUnion('from', [
  /** Pulumi's encrypted configuration: `argo-bootstrap:secrets`, under the credential's name. */
  z.strictObject({ from: z.literal('pulumi') }),
  /** A SOPS file of this repository, which has the value under the credential's name. */
  z.strictObject({
    from: z.literal('sops'),
    file: z.string().regex(/^[\w-]+(\/[\w.-]+)*\.ya?ml$/, 'a .yaml file, relative to the repository'),
  }),
  /** Vault, by way of the External Secrets Operator: Pulumi never sees the value. */
  z.strictObject({
    from: z.literal('externalSecret'),
    key: z.string().min(1, 'the path of the secret in Vault'),
    property: z.string().min(1, 'the name of the value in the secret'),
    refreshInterval: z.string().regex(/^\d+[smh]$/, 'a duration, such as 1h'),
  }),
]);

const common = { name, repository: z.string().min(1, 'the address of a repository'), source: sourceSchema };

/** How Argo CD reads one private repository, in the order of preference: a GitHub App, a deploy key, a token. */
export const credentialSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('githubApp'),
    appId: id,
    installationId: id,
    /** The API of a GitHub Enterprise server; github.com where it is absent. */
    enterpriseBaseUrl: z
      .string()
      .regex(/^https:\/\/[^@]+$/, 'an https:// address')
      .exactOptional(),
  }),
  z.strictObject({ ...common, kind: z.literal('sshKey') }),
  z.strictObject({
    ...common,
    kind: z.literal('token'),
    username: z.string().min(1, 'the user of the token'),
  }),
]);

/** The Vault that external secrets are read from, with Kubernetes authentication. */
export const vaultSchema = z.strictObject({
  server: z.string().regex(/^https:\/\/[^@]+$/, 'an https:// address'),
  /** Where the key-value engine is mounted. */
  path: z.string().min(1, 'the mount of the key-value engine'),
  /** Where the Kubernetes authentication is mounted. */
  authMount: z.string().min(1, 'the mount of the Kubernetes authentication'),
  /** The role that lets the service account `argocd-vault` read the secrets, and nothing else. */
  role: z.string().min(1, 'a role of the Kubernetes authentication'),
});

/** How Argo CD reads one private repository; the secret value itself is not part of it. */
export type Credential = z.infer<typeof credentialSchema>;
export type CredentialKind = Credential['kind'];
/** The Vault that external secrets are read from. */
export type Vault = z.infer<typeof vaultSchema>;
