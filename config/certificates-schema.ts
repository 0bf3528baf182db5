import { z } from 'zod';
import { chartSchema } from './chart-schema';

const name = z.string().min(1, 'a name');

/** Who signs the certificate of Argo CD's server. */
const issuerSchema = z.discriminatedUnion('type', [
  /** A public authority, which asks for proof by HTTP on the host; a Gateway lets it in. */
  z.strictObject({
    type: z.literal('acme'),
    server: z.string().regex(/^https:\/\/[^@]+$/, 'the https:// address of the directory'),
    email: z.string().regex(/^[^@\s]+@[^@\s]+$/, 'an e-mail address, for warnings of the authority'),
    gateway: z.strictObject({ name, namespace: name }),
  }),
  /** Itself: the connection is encrypted, but clients have to be told to trust it. */
  z.strictObject({ type: z.literal('selfSigned') }),
  /** An issuer that the cluster has already. */
  z.strictObject({ type: z.literal('existing'), kind: z.enum(['Issuer', 'ClusterIssuer']), name }),
]);

/** How Argo CD's server gets its certificate. */
export const certificatesSchema = z.strictObject({
  host: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a host name'),
  /** Where cert-manager is installed from; absent where the cluster has it already. */
  certManager: z.strictObject({ chart: chartSchema }).exactOptional(),
  issuer: issuerSchema,
});

/** How Argo CD's server gets its certificate. */
export type CertificateSettings = z.infer<typeof certificatesSchema>;
