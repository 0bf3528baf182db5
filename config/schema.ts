import { z } from 'zod';
import { ENVIRONMENTS } from '../gitops/environments';
import { certificatesSchema } from './certificates-schema';
import { chartSchema } from './chart-schema';
import { credentialSchema, vaultSchema } from './credentials/schema';

/** A stack bears the name of its environment. */
export type Environment = (typeof ENVIRONMENTS)[number];

/** The whole configuration of a stack: every key that `Pulumi.<env>.yaml` may and must have below `argo-bootstrap:`. */
export const settingsSchema = z.strictObject({
  environment: z.enum(ENVIRONMENTS),
  kubernetes: z.strictObject({ context: z.string().min(1, 'the name of a context in the kubeconfig') }),
  repository: z.strictObject({
    url: z.string().min(1, 'the address of the repository that holds the GitOps tree'),
    revision: z.string().min(1, 'a branch, a tag or a commit'),
  }),
  argocd: z.strictObject({ chart: chartSchema }),
  lifecycle: z.strictObject({ protect: z.boolean(), retainWorkloads: z.boolean() }),
  certificates: certificatesSchema.exactOptional(),
  credentials: z.array(credentialSchema).default([]),
  vault: vaultSchema.exactOptional(),
});

/** A stack's configuration after every check. Holds no secret. */
export type Settings = z.infer<typeof settingsSchema>;
/** Keys whose value is a plain string; every other key holds a structure. */
export const SCALAR_KEYS: ReadonlySet<string> = new Set(['environment']);

/** The one encrypted key: the secret values of credentials by name. Not part of {@link Settings}. */
export const SECRETS_KEY = 'secrets';
