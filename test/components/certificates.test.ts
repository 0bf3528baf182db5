import assert from 'node:assert/strict';
import type { CertificateSettings } from '../../config/certificates-schema';
import { find, type Recorded, record } from './support/record';

const CERT_MANAGER = 'kubernetes-cert-manager:index:CertManager';
const CERTIFICATE = 'kubernetes:cert-manager.io/v1:Certificate';
const ISSUER = 'kubernetes:cert-manager.io/v1:Issuer';

function register(settings: CertificateSettings): Promise<Recorded[]> {
  return record('staging', () => {
    const { Certificates } =
      require('../../components/certificates') as typeof import('../../components/certificates');
    new Certificates('certificates', { namespace: 'argocd', settings });
  });
}

describe('Certificates', () => {
  it('installs cert-manager, makes an ACME issuer, and orders the certificate of the server', async () => {
    const resources = await register({
      host: 'argocd.example.com',
      certManager: {
        chart: {
          source: 'repository',
          repository: 'https://charts.example.com',
          name: 'cert-manager',
          version: '1.2.3',
        },
      },
      issuer: {
        type: 'acme',
        server: 'https://acme.example.com/directory',
        email: 'platform@example.com',
        gateway: { name: 'shared', namespace: 'gateway-system' },
      },
    });
    const { inputs } = find(resources, CERT_MANAGER, 'certificates-cert-manager');
    assert.deepEqual(inputs, {
      installCRDs: true,
      helmOptions: {
        name: 'cert-manager',
        namespace: 'cert-manager',
        chart: 'cert-manager',
        version: '1.2.3',
        repositoryOpts: { repo: 'https://charts.example.com' },
        values: { config: { enableGatewayAPI: true } },
      },
    });
    const issuer = find(resources, ISSUER, 'certificates-issuer');
    assert.deepEqual(issuer.inputs['spec'], {
      acme: {
        server: 'https://acme.example.com/directory',
        email: 'platform@example.com',
        privateKeySecretRef: { name: 'argocd-acme-account' },
        solvers: [
          {
            http01: {
              gatewayHTTPRoute: {
                parentRefs: [
                  {
                    group: 'gateway.networking.k8s.io',
                    kind: 'Gateway',
                    name: 'shared',
                    namespace: 'gateway-system',
                  },
                ],
              },
            },
          },
        ],
      },
    });
    const certificate = find(resources, CERTIFICATE, 'certificates-server');
    assert.deepEqual(certificate.dependsOn, [`${ISSUER}::certificates-issuer`]);
    assert.deepEqual(certificate.inputs['spec'], {
      secretName: 'argocd-server-tls',
      dnsNames: ['argocd.example.com'],
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'server auth'],
      issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'argocd' },
    });
  });

  it('signs by itself without anything from outside', async () => {
    const resources = await register({ host: 'argocd.example.com', issuer: { type: 'selfSigned' } });
    assert.deepEqual(find(resources, ISSUER, 'certificates-issuer').inputs['spec'], { selfSigned: {} });
    assert.equal(
      resources.some(({ type }) => type === CERT_MANAGER),
      false,
    );
  });

  it('uses an issuer that is there already, and makes none', async () => {
    const issuer = { type: 'existing', kind: 'ClusterIssuer', name: 'letsencrypt' } as const;
    const resources = await register({ host: 'argocd.example.com', issuer });
    const spec = find(resources, CERTIFICATE, 'certificates-server').inputs['spec'] as Record<
      string,
      unknown
    >;
    assert.deepEqual(spec['issuerRef'], {
      group: 'cert-manager.io',
      kind: 'ClusterIssuer',
      name: 'letsencrypt',
    });
    assert.equal(
      resources.some(({ type }) => type === ISSUER),
      false,
    );
  });
});
