import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuote } from '../../gitops/shell-quote';

/**
 * Writes a `helm` that asks the real one for its version once and answers from memory after that; everything else it
 * hands on. helmfile asks before each render, and a start of helm takes a fifth of it.
 *
 * @param helm path of the real one
 * @param directory where `helm` is put, and what it remembers; made if need be
 */
export function writeHelmShim(helm: string, directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'helm'),
    script(shellQuote(helm), shellQuote(join(directory, 'helm-version'))),
    {
      mode: 0o755,
    },
  );
}

/** Renders run side by side: each writes a file of its own and puts it in place whole. */
const script = (helm: string, remembered: string) => `#!/bin/sh
[ "$*" = 'version --short' ] || exec ${helm} "$@"
if [ ! -s ${remembered} ]; then
  ${helm} version --short >${remembered}.$$ || exit
  mv ${remembered}.$$ ${remembered}
fi
while IFS= read -r line; do printf '%s\\n' "$line"; done <${remembered}
`;
