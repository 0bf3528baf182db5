import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProblemError } from '../gitops/problem';
import { userCacheDirectory } from '../toolchain';
import { downloadModule } from '../toolchain/go';

const MODULE = 'k8s.io/kubernetes';

/** The API server's OpenAPI documents, as the Kubernetes project records them at each release. */
export interface OpenApi {
  /** Version with a leading `v`. */
  readonly version: string;
  /** Directory with one document a group and version. */
  readonly directory: string;
}

/**
 * The documents of the pinned Kubernetes version: from the user's cache, or from the Go module that the API
 * server is built from, of which they are copied once.
 *
 * @throws ProblemError where they are in neither.
 */
export async function pinnedOpenApi(projectRoot: string): Promise<OpenApi> {
  const version = pinnedVersion(projectRoot);
  const directory = join(userCacheDirectory(process.env), 'vendor', 'kubernetes-openapi', version);
  if (!existsSync(directory)) await copyFromModule(`${MODULE}@${version}`, directory, projectRoot);
  return { version, directory };
}

function pinnedVersion(projectRoot: string): string {
  const file = join(projectRoot, 'toolchain', 'kubernetes', 'go.mod');
  const version = /^\s*(?:require\s+)?k8s\.io\/kubernetes\s+(v\S+)/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (version !== undefined) return version;
  throw new Error(`${file} does not require ${MODULE}`);
}

async function copyFromModule(module: string, directory: string, cwd: string): Promise<void> {
  const downloaded = await downloadModule(module, { env: process.env, cwd });
  if ('message' in downloaded) throw unavailable(module, downloaded.message);
  mkdirSync(dirname(directory), { recursive: true });
  const temporary = mkdtempSync(`${directory}.`);
  cpSync(join(downloaded.directory, 'api', 'openapi-spec', 'v3'), temporary, { recursive: true });
  try {
    renameSync(temporary, directory);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
}

function unavailable(module: string, reason: string): ProblemError {
  return new ProblemError([
    {
      rule: 'schemas-unavailable',
      found: `the API server's schemas are not in the cache, and ${module} cannot be had: ${reason}`,
      expected: 'the Go module in reach once, for example through GOPROXY',
      fix: 'run the check once with a module proxy in reach; later runs need none',
    },
  ]);
}
