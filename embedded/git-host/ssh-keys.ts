import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostCredential } from './credentials';
import { type HostLayout, repositoryDirectory } from './layout';

/**
 * Writes down which of `credentials` OpenSSH's server accepts as keys, and the one command that each may run: git's own for reading its
 * one repository. Nothing is written where no SSH side was ever started.
 */
export function writeAuthorizedKeys(layout: HostLayout, credentials: readonly HostCredential[]): void {
  if (!existsSync(layout.ssh)) return;
  const keys = credentials.filter((credential) => credential.kind === 'sshKey');
  const script = join(layout.ssh, 'serve');
  writeFileSync(script, serve(layout), { mode: 0o700 });
  const draft = `${layout.authorizedKeys}.${process.pid}`;
  writeFileSync(draft, keys.map((key) => line(layout, script, key)).join(''), { mode: 0o600 });
  renameSync(draft, layout.authorizedKeys);
}

function line(
  layout: HostLayout,
  script: string,
  { name, repository, publicKey }: Extract<HostCredential, { kind: 'sshKey' }>,
): string {
  const words = [script, name, repository, repositoryDirectory(layout, repository)].map(
    (word) => `'${word}'`,
  );
  return `restrict,command="${words.join(' ')}" ${publicKey}\n`;
}

/** Arguments: the credential's name, its repository, where that lies. */
function serve({ requests }: HostLayout): string {
  return [
    '#!/bin/sh',
    'case $SSH_ORIGINAL_COMMAND in',
    `  "git-upload-pack '/$2'" | "git-upload-pack '/$2.git'") ;;`,
    "  *) echo 'Repository not found.' >&2; exit 1 ;;",
    'esac',
    `printf '{"at":"%s","what":"fetch","target":"%s","by":"%s","status":200}\\n' \\`,
    `  "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$2" "$1" >> '${requests}'`,
    'exec git -c safe.directory=* -c uploadpack.allowAnySHA1InWant=true upload-pack "$3"',
    '',
  ].join('\n');
}
