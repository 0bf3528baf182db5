import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type CertificateSettings, certificatesSchema } from '../../../config/certificates-schema';
import type { TestEnvironment } from './environment';

/** What is read of a Kubernetes object. */
interface Item {
  readonly metadata: { readonly name: string };
  readonly spec: Record<string, unknown>;
  readonly status?: unknown;
}

/** What the committed stack asks for. */
function committedSettings({ root, embedded }: TestEnvironment): CertificateSettings {
  const { config } = parse(readFileSync(join(root, `Pulumi.${embedded.name}.yaml`), 'utf8'));
  return certificatesSchema.parse(config['argo-bootstrap:certificates']);
}

async function get(environment: TestEnvironment, ...names: string[]): Promise<Item> {
  return JSON.parse(await environment.kubectl('get', ...names, '--output', 'json'));
}

/** cert-manager runs from its own chart, and the certificate of Argo CD's server is ordered as the committed stack asks. */
export function itOrdersItsCertificate(environment: () => TestEnvironment): void {
  it('installs cert-manager by the official chart of the pinned version', async () => {
    const chart = committedSettings(environment()).certManager?.chart;
    assert(chart?.source === 'repository');
    const listed = await environment().inShell('helm', 'list', '-n', chart.name, '--output', 'json');
    const releases = JSON.parse(listed.stdout).map((release: Record<string, string>) => [
      release['name'],
      release['chart'],
      release['status'],
    ]);
    assert.deepEqual(releases, [[chart.name, `${chart.name}-${chart.version}`, 'deployed']]);
    // The API server asks no webhook here; the chart's is there all the same.
    const webhook = await get(environment(), 'validatingwebhookconfiguration', 'cert-manager-webhook');
    assert.equal(webhook.metadata.name, 'cert-manager-webhook');
  });

  it("orders the certificate of Argo CD's server as the committed stack asks, which nothing here issues", async () => {
    const { host, issuer } = committedSettings(environment());
    assert(issuer.type === 'acme');
    const certificate = await get(environment(), 'certificate', 'argocd-server', '-n', 'argocd');
    assert.deepEqual(certificate.spec, {
      secretName: 'argocd-server-tls',
      dnsNames: [host],
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'server auth'],
      issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'argocd' },
    });
    assert.equal(certificate.status, undefined);
    const { acme } = (await get(environment(), 'issuer', 'argocd', '-n', 'argocd')).spec as {
      acme: Record<string, unknown>;
    };
    const parentRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', ...issuer.gateway }];
    assert.deepEqual(acme, {
      server: issuer.server,
      email: issuer.email,
      privateKeySecretRef: { name: 'argocd-acme-account' },
      solvers: [{ http01: { gatewayHTTPRoute: { parentRefs } } }],
    });
  });
}
