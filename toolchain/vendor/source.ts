import * as path from 'node:path';
import { type DownloadFailure, downloadModule } from '../go';
import type { VendorEntry, VendorFile } from './lock';

/** Environment variable that names a directory with the files, for machines without any network. */
const overrideVariable = 'ARGO_BOOTSTRAP_VENDOR_DIR';

/** Finds a file of an entry; the path may not exist. */
export interface VendorSource {
  /** What to call the source in messages. */
  readonly label: string;
  readonly locate: (file: VendorFile) => string;
}

/** Opens an entry's files: from the override directory if one is set, else from its Go module. */
export async function openSource(
  entry: VendorEntry,
  options: {
    readonly env: NodeJS.ProcessEnv;
    readonly cwd: string;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<VendorSource | DownloadFailure> {
  const override = options.env[overrideVariable];
  if (override) return fromDirectory(entry, path.resolve(override.replace(/^file:(\/\/)?/, '')));
  const module = `${entry.source.replace(/^go:/, '')}@${entry.version}`;
  const downloaded = await downloadModule(module, options);
  if ('message' in downloaded) return downloaded;
  return {
    label: `module ${module}`,
    locate: (file) => path.join(downloaded.directory, file.path),
  };
}

function fromDirectory(entry: VendorEntry, directory: string): VendorSource {
  return {
    label: `$${overrideVariable}/${entry.name}`,
    locate: (file) => path.join(directory, entry.name, file.as),
  };
}
