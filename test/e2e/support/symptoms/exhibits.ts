import { stringify } from 'yaml';

const APPS = 'infra/kubernetes/gitops/argocd/apps';

/** An Application that shows one thing that can go wrong. */
export interface Exhibit {
  readonly name: string;
  /** What differs from an Application that is well. */
  readonly project?: string;
  readonly namespace?: string;
  readonly repoURL?: string;
  readonly targetRevision?: string;
  readonly hasFolder?: false;
  readonly finalizer?: true;
  /** Its chart's only template, and its values. */
  readonly template?: string;
  readonly values?: string;
  /** The chart's values.schema.json. */
  readonly schema?: unknown;
}

const CONFIG_MAP = stringify({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: '{{ .Release.Name }}' },
});

/** The files of an exhibit's slice, by their path in the clone. */
export function filesOf(exhibit: Exhibit): Record<string, string> {
  const { name, hasFolder = true, template = CONFIG_MAP, values = 'of: exhibit\n', schema } = exhibit;
  if (!hasFolder) return {};
  const files = {
    'helmfile.yaml.gotmpl': helmfile(name),
    'values/common.yaml': values,
    'chart/Chart.yaml': stringify({ apiVersion: 'v2', name, version: '0.1.0' }),
    'chart/templates/objects.yaml': template,
    ...(schema !== undefined && { 'chart/values.schema.json': JSON.stringify(schema) }),
  };
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`${APPS}/${name}/${file}`, text]));
}

function helmfile(name: string): string {
  return [
    'environments:',
    '  local: {}',
    '---',
    'releases:',
    `  - name: ${name}`,
    '    chart: ./chart',
    '    values:',
    '      - values/common.yaml',
    '',
  ].join('\n');
}

/** The Application of an exhibit, as the ApplicationSet would make it. */
export function applicationOf(exhibit: Exhibit): unknown {
  const { name, project = 'apps', namespace = 'hello' } = exhibit;
  const { repoURL = 'file:///workspace', targetRevision = 'HEAD', finalizer } = exhibit;
  const plugin = { name: 'helmfile-v1.0', env: [{ name: 'HELMFILE_ENVIRONMENT', value: 'local' }] };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: `service-${name}`,
      namespace: 'argocd',
      labels: { 'argo-bootstrap.dev/layer': 'apps', exhibit: finalizer ? 'kept' : 'open' },
      ...(finalizer && { finalizers: ['resources-finalizer.argocd.argoproj.io'] }),
    },
    spec: {
      project,
      source: { repoURL, targetRevision, path: `${APPS}/${name}`, plugin },
      destination: { server: 'https://kubernetes.default.svc', namespace },
      syncPolicy: { automated: { selfHeal: true }, syncOptions: ['FailOnSharedResource=true'] },
    },
  };
}
