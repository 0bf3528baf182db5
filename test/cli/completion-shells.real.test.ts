import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { completionScript, type Shell as ShellName } from '../../cli/completion/scripts';
import { userCacheDirectory } from '../../toolchain';
import { PROJECT_ROOT } from '../support/checkout';
import { temporaryDirectory } from '../support/temporary';
import { findShell, type Shell } from './support/shells';

/** Types a line and TAB into a zsh of its own terminal, and prints what the screen shows up to what is expected. */
const DRIVE_ZSH = `
script=$1 line=$2 expected=$3
zmodload zsh/zpty
zpty -b shell "env TERM=dumb $ZSH_PROGRAM -f -i"
zpty -w shell "module_path=($module_path); fpath=($fpath); PS1='READY '; autoload -Uz compinit && compinit -u -D && source $script; echo LOADED"
zpty -r -m shell screen '*LOADED*READY *'
zpty -w -n shell "$line"$'\\t'
zpty -r -m shell screen "*$expected*"
print -r -- "$screen"
zpty -d shell
`;

describe('the completion scripts', function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();

  function scriptFile(shell: ShellName): string {
    const file = join(directory.path, `completion.${shell}`);
    writeFileSync(file, completionScript(shell));
    return file;
  }

  async function run(shell: Shell, args: string[]): Promise<string> {
    const home = join(directory.path, 'home');
    mkdirSync(home, { recursive: true });
    const cache = { ARGO_BOOTSTRAP_CACHE: userCacheDirectory() };
    const env = { ...shell.env, ...cache, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home };
    return (await execa(shell.path, args, { cwd: PROJECT_ROOT, env, timeout: 60_000 })).stdout;
  }

  describe('of bash', () => {
    const bash: Shell = { path: 'bash', env: {} };

    /** What bash offers for words as readline splits them, the last one being typed. */
    async function offered(...words: string[]): Promise<string[]> {
      const script = `. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _argo_bootstrap; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const args = ['--norc', '-c', script, 'bash', scriptFile('bash'), 'bin/argo-bootstrap', ...words];
      return (await run(bash, args)).split('\n');
    }

    it('offers commands, options, choices, environments and files', async () => {
      assert.deepEqual(await offered('st'), ['status']);
      assert.deepEqual(await offered('validate', '--fo'), ['--format']);
      assert.deepEqual(await offered('validate', '--format', '=', 'j'), ['json', 'junit']);
      assert.deepEqual(await offered('validate', '--format', '='), [
        ...['text', 'json', 'markdown', 'html', 'sarif', 'junit'],
      ]);
      assert.deepEqual(await offered('validate', '--env', 'sta'), ['staging']);
      assert.deepEqual(await offered('validate', '--output', 'READ'), ['README.md']);
      assert.deepEqual(await offered('validate', '--root', 'cli'), ['cli']);
    });

    it('offers the Applications of the tree', async () => {
      assert.deepEqual(await offered('explain', 'service-h'), ['service-hello']);
      assert.deepEqual(await offered('explain', 'infra-c'), ['infra-crds-gateway']);
    });

    it('is found for the program by whatever path it is called', async () => {
      const script = '. "$1"; complete -p argo-bootstrap';
      const answer = await run(bash, ['--norc', '-c', script, 'bash', scriptFile('bash')]);
      assert.equal(answer, 'complete -F _argo_bootstrap argo-bootstrap');
    });
  });

  describe('of fish', () => {
    let fish: Shell;

    before(async () => {
      fish = await findShell('fish');
    });

    async function offered(line: string): Promise<string[]> {
      const script = `source ${scriptFile('fish')}; complete -C '${line}'`;
      return (await run(fish, ['--no-config', '-c', script])).split('\n');
    }

    it('offers commands with what they do, options, choices, environments and files', async () => {
      assert.deepEqual(await offered('bin/argo-bootstrap st'), [
        'status\tshow every Application of an environment on this machine, and what has crashed',
      ]);
      assert.deepEqual(await offered('bin/argo-bootstrap validate --fo'), ['--format\tform of the report']);
      assert.deepEqual(await offered('bin/argo-bootstrap validate --format j'), ['json', 'junit']);
      assert.deepEqual(await offered('bin/argo-bootstrap validate --format=j'), [
        '--format=json',
        '--format=junit',
      ]);
      assert.deepEqual(await offered('bin/argo-bootstrap validate --env sta'), ['staging']);
      assert.deepEqual(await offered('bin/argo-bootstrap validate -o READ'), ['README.md']);
      assert.deepEqual(await offered('bin/argo-bootstrap explain service-h'), ['service-hello']);
    });
  });

  describe('of zsh', () => {
    let zsh: Shell;

    before(async () => {
      zsh = await findShell('zsh');
    });

    /** What the screen shows after a line and TAB, as soon as it shows `expected`. */
    async function typed(line: string, expected: string): Promise<string> {
      const root = zsh.unpacked ?? '';
      const modules = `${root}/usr/lib/*/zsh/*(/N)`;
      const functions = `${root}/usr/share/zsh/functions/**/*(/N) ${root}/usr/share/zsh/functions`;
      const own = zsh.unpacked === undefined ? '' : `module_path=(${modules}); fpath=(${functions}); `;
      const driver = join(directory.path, 'drive.zsh');
      writeFileSync(driver, DRIVE_ZSH);
      const script = `${own}ZSH_PROGRAM=${zsh.path}; . ${driver} ${scriptFile('zsh')} '${line}' '${expected}'`;
      return run(zsh, ['-f', '-c', script]);
    }

    it('completes a command', async () => {
      assert.match(await typed('bin/argo-bootstrap st', 'status '), /argo-bootstrap status /);
    });

    it('lists choices', async () => {
      assert.match(await typed('bin/argo-bootstrap validate --format ', 'sarif'), /junit/);
    });

    it('completes environments, Applications and files', async () => {
      assert.match(await typed('bin/argo-bootstrap validate --env sta', 'staging '), /--env staging /);
      assert.match(await typed('bin/argo-bootstrap explain service-h', 'hello '), /explain service-hello /);
      assert.match(await typed('bin/argo-bootstrap validate -o READ', 'ME.md '), /-o README.md /);
    });
  });
});
