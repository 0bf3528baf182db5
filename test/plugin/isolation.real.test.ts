import * as assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeLayer, render } from './support/render';

const script = join(__dirname, '../../helmfiles/plugin/render.sh');

/** A directory with a helmfile of our own writing in it. */
function helmfileThat(does: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'argo-bootstrap-stub-'));
  writeFileSync(join(directory, 'helmfile'), `#!/bin/sh\n${does}\n`);
  chmodSync(join(directory, 'helmfile'), 0o755);
  return directory;
}

async function isAlive(pid: number): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'stat=', '-p', String(pid)], (_error, stdout) =>
      resolve(stdout.trim() !== '' && !stdout.startsWith('Z')),
    );
  });
}

describe('how the plugin runs helmfile', () => {
  let layer = '';
  let stub = '';

  beforeEach(() => {
    layer = makeLayer();
  });

  afterEach(() => {
    rmSync(layer, { recursive: true });
    if (stub) rmSync(stub, { recursive: true });
    stub = '';
  });

  it('starts it from an empty environment with both guards on', async () => {
    stub = helmfileThat('env | sort | sed "s/^/kind: /"');
    const path = `${stub}:/usr/bin:/bin`;
    const { stdout } = await render(join(layer, 'slice'), {
      PATH: path,
      CANARY: 'canary-value',
      HELMFILE_RENDER_YAML: 'true',
      HELMFILE_DISABLE_HOOKS: 'false',
      HELMFILE_DISABLE_INSECURE_FEATURES: 'false',
    });
    const lines = stdout.split('\n');
    assert.ok(lines.includes('kind: HELMFILE_DISABLE_HOOKS=true'));
    assert.ok(lines.includes('kind: HELMFILE_DISABLE_INSECURE_FEATURES=true'));
    assert.ok(lines.includes('kind: KUBECONFIG=/dev/null'));
    assert.doesNotMatch(stdout, /CANARY|canary-value|HELMFILE_RENDER_YAML|ARGOCD|=false/);
  });

  it('gives up after its time and leaves nothing behind', async () => {
    stub = helmfileThat('sleep 60');
    const rendered = await render(join(layer, 'slice'), {
      PATH: `${stub}:/usr/bin:/bin`,
      RENDER_TIMEOUT_SECONDS: '1',
    });
    assert.deepEqual(rendered, {
      code: 1,
      stdout: '',
      stderr: 'helmfile.yaml.gotmpl:1: rendering took longer than 1 s [render-timeout]\n',
      leftBehind: [],
    });
  });

  it('says so where there is no helmfile', async () => {
    const { code, stderr } = await render(join(layer, 'slice'), { PATH: '/usr/bin:/bin' });
    assert.deepEqual([code, stderr], [1, 'helmfile is not on PATH [helmfile-missing]\n']);
  });

  it('passes on no part of what a failed helmfile wrote', async () => {
    stub = helmfileThat('echo "kind: ConfigMap"; echo "boom" >&2; exit 3');
    const { code, stdout, stderr } = await render(join(layer, 'slice'), { PATH: `${stub}:/usr/bin:/bin` });
    assert.deepEqual([code, stdout], [1, '']);
    assert.equal(
      stderr,
      'boom\nhelmfile.yaml.gotmpl:1: rendering for environment local failed, for the reason above [render-failed]\n',
    );
  });

  it('ends at once on a signal, with helmfile and without traces', async () => {
    stub = helmfileThat('echo $$ >"$HOME/../../pid"; exec sleep 60');
    const temporary = join(layer, 'tmp');
    mkdirSync(temporary);
    const child = spawn('sh', [script], {
      cwd: join(layer, 'slice'),
      env: {
        PATH: `${stub}:/usr/bin:/bin`,
        TMPDIR: temporary,
        ARGOCD_ENV_HELMFILE_ENVIRONMENT: 'local',
        ARGOCD_APP_NAMESPACE: 'web',
      },
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    for (let tries = 0; tries < 200 && !existsSync(join(temporary, 'pid')); tries++) await sleep(20);
    await sleep(20);
    const started = Date.now();
    child.kill('SIGTERM');
    assert.equal(await ended, 143);
    assert.ok(Date.now() - started < 2000);
    assert.deepEqual(readdirSync(temporary), ['pid']);
    const pid = Number(readFileSync(join(temporary, 'pid'), 'utf8'));
    assert.equal(await isAlive(pid), false);
  });
});
