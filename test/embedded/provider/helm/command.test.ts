import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { runHelm } from '../../../../embedded/provider/helm/command';
import type { Session } from '../../../../embedded/provider/session';

const VARIABLES = ['HELM_BIN', 'PULUMI_HOME'] as const;

describe("where helm's credentials lie while it runs", () => {
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'argo-bootstrap-test-'));
    const helm = join(home, 'helm');
    writeFileSync(helm, '#!/bin/sh\nprintf %s "$KUBECONFIG"\n');
    chmodSync(helm, 0o755);
    process.env['HELM_BIN'] = helm;
    process.env['PULUMI_HOME'] = join(home, 'pulumi');
  });

  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(home, { recursive: true, force: true });
  });

  it("is the project's Pulumi home, which goes with the environment should this plugin be killed", async () => {
    const kubeconfig = await runHelm(session(), { arguments: [] });

    assert.equal(dirname(dirname(kubeconfig)), join(home, 'pulumi'));
    assert.deepEqual(readdirSync(join(home, 'pulumi')), []);
  });

  it('is the temporary folder where there is none', async () => {
    delete process.env['PULUMI_HOME'];

    assert.equal(dirname(dirname(await runHelm(session(), { arguments: [] }))), tmpdir());
  });
});

function session(): Session {
  const never = (): never => assert.fail('helm needs no more than the kubeconfig');
  return {
    settings: {
      patchForce: false,
      upsert: false,
      deleteUnreachable: false,
      skipUpdateUnreachable: false,
      secretMutable: false,
      configMapMutable: false,
      helmDriver: undefined,
    },
    log: { warning: never, info: never, status: never },
    signal: new AbortController().signal,
    namespace: undefined,
    cluster: never,
    kubeconfig: () => new KubeConfig(),
  };
}
