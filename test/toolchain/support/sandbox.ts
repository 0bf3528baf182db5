import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** A temporary cache and a PATH with nothing on it but what a test puts there. */
export interface Sandbox {
  readonly directory: string;
  readonly cache: string;
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
  /** Puts an executable shell script on PATH (or into another directory) and returns its path. */
  readonly script: (name: string, body: string, directory?: string) => string;
  readonly remove: () => void;
}

export function makeSandbox(): Sandbox {
  const directory = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'toolchain-test-'));
  const [cache, bin] = [path.join(directory, 'cache'), path.join(directory, 'bin')];
  return {
    directory,
    cache,
    bin,
    env: { HOME: directory, PATH: bin, ARGO_BOOTSTRAP_CACHE: cache },
    script: (name, body, place = bin) => writeScript(path.join(place, name), body),
    remove: () => fs.rmSync(directory, { recursive: true, force: true }),
  };
}

function writeScript(file: string, body: string): string {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${body}\n`, { mode: 0o755 });
  return file;
}

/** What a stand-in for Go does. It writes a line to `journal` for every build that it starts. */
export interface FakeGo {
  readonly version?: string;
  /** Message with which every build fails. */
  readonly failure?: string;
  /** A build lasts as long as this file exists. */
  readonly hold?: string;
  /** Directory that `go mod download` answers with. */
  readonly module?: string;
  /** File to which the controller that a build is shown is copied. */
  readonly shown?: string;
}

/** Puts a stand-in for Go on the sandbox's PATH and returns its journal. */
export function installFakeGo(sandbox: Sandbox, behaviour: FakeGo = {}): { readonly builds: () => number } {
  const journal = path.join(sandbox.directory, 'journal');
  const { version = '1.26.8', failure, hold, shown, module = '/nonexistent' } = behaviour;
  sandbox.script(
    'go',
    `case "$1" in
env) echo go${version}; exit ;;
mod) echo '{"Dir": "${module}"}'; exit ;;
esac
echo "$*" >> '${journal}'
while [ $# -gt 0 ]; do [ "$1" = -o ] && output=$2; [ "$1" = -modfile ] && modfile=$2; shift; done
${shown ? `cp "$(dirname "$modfile")/module-0/controller/appcontroller.go" '${shown}'` : ''}
echo half > "$output"
${hold ? `while [ -e '${hold}' ]; do sleep 0.02; done` : ''}
${failure ? `echo '${failure}' >&2; exit 1` : ''}
printf '#!/bin/sh\\necho whole\\n' > "$output"
chmod +x "$output"`,
  );
  return {
    builds: () => (fs.existsSync(journal) ? fs.readFileSync(journal, 'utf8').split('\n').length - 1 : 0),
  };
}

/** Every file below a directory, sorted, with forward slashes; none where there is no directory. */
export function filesBelow(directory: string): string[] {
  if (!fs.existsSync(directory)) return [];
  const entries = fs.readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Waits until something holds, looking every 10 ms; fails after twenty seconds, for a machine that is busy. */
export async function eventually(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !holds(); ) {
    if (Date.now() > end) throw new Error('it did not happen within 20 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
