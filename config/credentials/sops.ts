import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { type Problem, ProblemError } from '../../gitops/problem';

const TIMEOUT_MS = 30_000;

/**
 * Decrypts a SOPS file with the sops on PATH. Whoever runs `pulumi up` holds the key; the cluster never does.
 *
 * @param root The repository's root.
 * @param file The file, relative to `root`.
 * @returns Its values by name.
 * @throws ProblemError where the file isn't encrypted or can't be decrypted; it never quotes a value.
 */
export async function decryptSops(root: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  assertEncrypted(root, file);
  try {
    const args = ['decrypt', '--output-type', 'json', file];
    const { stdout } = await promisify(execFile)('sops', args, { cwd: root, timeout: TIMEOUT_MS });
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch (error) {
    throw new ProblemError([undecryptable(file, error)]);
  }
}

/** Every value must be encrypted: one that was added by hand and left in clear text is a leak already. */
function assertEncrypted(root: string, file: string): void {
  const content = read(root, file);
  const { sops, ...values } = typeof content === 'object' && content !== null ? content : {};
  const clear = Object.entries(values).filter(([, value]) => !String(value).startsWith('ENC['));
  if (sops && clear.length === 0) return;
  const found = sops
    ? `${clear.map(([key]) => key).join(', ')} is not encrypted`
    : 'is not encrypted by SOPS';
  const fix = `sops encrypt --in-place ${file}, and replace every value that was committed in clear text`;
  throw new ProblemError([
    { rule: 'sops-file', where: { file }, found, expected: 'a file whose every value SOPS encrypted', fix },
  ]);
}

function read(root: string, file: string): { sops?: unknown; [key: string]: unknown } | null {
  try {
    return parse(readFileSync(join(root, file), 'utf8'));
  } catch {
    const fix = 'create it with sops edit, or correct source.file';
    const found = 'cannot be read as YAML';
    throw new ProblemError([{ rule: 'sops-file', where: { file }, found, expected: 'a SOPS file', fix }]);
  }
}

function undecryptable(file: string, error: unknown): Problem {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return {
    rule: missing ? 'sops-missing' : 'sops-decrypt',
    where: { file },
    found: missing ? 'there is no sops on PATH to decrypt it' : 'sops cannot decrypt it',
    expected: 'sops, with a key that the file was encrypted for (SOPS_AGE_KEY_FILE, or a cloud KMS)',
    fix: missing
      ? 'eval "$(argo-bootstrap env)" puts the pinned sops on PATH'
      : `sops decrypt ${file} says why`,
  };
}
