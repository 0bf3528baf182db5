import { z } from 'zod';

const version = z
  .string()
  .regex(/^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, 'an exact version, such as 10.1.1, not a range');

const chartName = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'the name of a chart');

/** Where a chart comes from: a folder of this repository, a chart repository, or an OCI registry. */
export const chartSchema = z.discriminatedUnion('source', [
  z.strictObject({
    source: z.literal('path'),
    path: z.string().min(1, 'a folder, relative to the repository'),
  }),
  z.strictObject({
    source: z.literal('repository'),
    repository: z.string().regex(/^https:\/\/[^@]+$/, 'an https:// address without user name'),
    name: chartName,
    version,
  }),
  z.strictObject({
    source: z.literal('oci'),
    url: z.string().regex(/^oci:\/\/[^@]+$/, 'an oci:// address without user name'),
    version,
  }),
]);

/** Where a chart comes from. */
export type ChartSource = z.infer<typeof chartSchema>;
