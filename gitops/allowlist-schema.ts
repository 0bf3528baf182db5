import { z } from 'zod';
import { isPlainRepositoryUrl } from './repository-url';

/** Where the allowlist stands, relative to the repository's root. */
export const ALLOWLIST_FILE = 'policy/allowlist.yaml';

/** How a problem of the file is reported. */
export const DESCRIPTION = { rule: 'allowlist-invalid', fix: 'see docs/policies.md, "The allowlist"' };

const name = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'a lower-case name');
const address = z
  .string()
  .refine(
    isPlainRepositoryUrl,
    'an exact https://, ssh://, oci:// or file:// address without user name or wildcard',
  );
const projects = z.array(name);

const repositorySchema = z.strictObject({ url: address, projects });
const chartRepositorySchema = z.strictObject({ url: address, charts: z.array(name).min(1), projects });

const environmentSchema = z.strictObject({
  gitRepositories: z.array(repositorySchema).min(1),
  chartRepositories: z.array(chartRepositorySchema),
  ociRegistries: z.array(chartRepositorySchema),
  imageRegistries: z.array(
    z
      .string()
      .regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/, 'a registry host, or a path in it, without wildcard'),
  ),
});

const waiverSchema = z.strictObject({
  rule: name,
  environment: name,
  value: z.string().min(1),
  reason: z.string().min(10, 'a reason of at least 10 characters'),
  owner: z.string().regex(/^@[\w./-]+$/, 'an owner as CODEOWNERS writes it, such as @example-org/platform'),
  expires: z.iso.date('a date as YYYY-MM-DD'),
});

/** The whole file. */
export const allowlistSchema = z.strictObject({
  environments: z.record(name, environmentSchema),
  waivers: z.array(waiverSchema),
});

/** What every environment may use. Read from `policy/allowlist.yaml` by {@link readAllowlist} only. */
export type Allowlist = z.infer<typeof allowlistSchema>;
/** What one environment may use. */
export type EnvironmentAllowlist = z.infer<typeof environmentSchema>;
/** One finding that is let through until a date. */
export type Waiver = z.infer<typeof waiverSchema>;
