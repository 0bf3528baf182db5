import * as k8s from '@pulumi/kubernetes';
import { CertManager } from '@pulumi/kubernetes-cert-manager';
import { ComponentResource, type ComponentResourceOptions, type Input, type Resource } from '@pulumi/pulumi';
import type { CertificateSettings } from '../config/certificates-schema';
import type { ChartSource } from '../config/chart-schema';
import { chartArgs } from './chart-args';
import { RESTRICTED } from './pod-security';

/** The Secret from which Argo CD's server takes its certificate, by its own convention. */
const SECRET = 'argocd-server-tls';

/** The issuer that is made here, in Argo CD's own namespace. */
const ISSUER = 'argocd';

export interface CertificatesArgs {
  /** Argo CD's namespace. */
  readonly namespace: Input<string>;
  readonly settings: CertificateSettings;
}

/** The certificate of Argo CD's server, and cert-manager where the cluster has none. */
export class Certificates extends ComponentResource {
  constructor(name: string, { namespace, settings }: CertificatesArgs, opts?: ComponentResourceOptions) {
    super('argo-bootstrap:components:Certificates', name, {}, opts);
    const { certManager } = settings;
    const installed = certManager ? [this.install(name, certManager.chart)] : [];
    const issuer = this.issuer(name, namespace, settings.issuer, installed);
    const spec = {
      secretName: SECRET,
      dnsNames: [settings.host],
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'server auth'],
      issuerRef: { group: 'cert-manager.io', ...issuer.reference },
    };
    new k8s.apiextensions.CustomResource(
      `${name}-server`,
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: { name: 'argocd-server', namespace },
        spec,
      },
      { parent: this, dependsOn: issuer.made },
    );
    this.registerOutputs({});
  }

  private install(name: string, chart: ChartSource): Resource {
    const namespace = new k8s.core.v1.Namespace(
      `${name}-namespace`,
      { metadata: { name: 'cert-manager', labels: RESTRICTED } },
      { parent: this },
    );
    const release = { name: 'cert-manager', namespace: namespace.metadata.name, ...chartArgs(chart) };
    return new CertManager(
      `${name}-cert-manager`,
      // Proof by HTTP goes through the Gateway.
      { installCRDs: true, helmOptions: { ...release, values: { config: { enableGatewayAPI: true } } } },
      { parent: this, dependsOn: [namespace] },
    );
  }

  private issuer(
    name: string,
    namespace: Input<string>,
    settings: CertificateSettings['issuer'],
    dependsOn: Resource[],
  ): { reference: { kind: string; name: string }; made: Resource[] } {
    if (settings.type === 'existing') {
      return { reference: { kind: settings.kind, name: settings.name }, made: dependsOn };
    }
    const issuer = new k8s.apiextensions.CustomResource(
      `${name}-issuer`,
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Issuer',
        metadata: { name: ISSUER, namespace },
        spec: issuerSpec(settings),
      },
      { parent: this, dependsOn },
    );
    return { reference: { kind: 'Issuer', name: ISSUER }, made: [issuer] };
  }
}

function issuerSpec(settings: Exclude<CertificateSettings['issuer'], { type: 'existing' }>): object {
  if (settings.type === 'selfSigned') return { selfSigned: {} };
  const { server, email, gateway } = settings;
  const parentRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', ...gateway }];
  return {
    acme: {
      server,
      email,
      privateKeySecretRef: { name: 'argocd-acme-account' },
      solvers: [{ http01: { gatewayHTTPRoute: { parentRefs } } }],
    },
  };
}
