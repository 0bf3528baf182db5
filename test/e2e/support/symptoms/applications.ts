import { stringify } from 'yaml';
import { applicationOf, type Exhibit, filesOf } from './exhibits';
import type { Produce, Stage } from './stage';

const deployment = (cpu: string) =>
  stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: '{{ .Release.Name }}' },
    spec: {
      selector: { matchLabels: { app: '{{ .Release.Name }}' } },
      template: {
        metadata: { labels: { app: '{{ .Release.Name }}' } },
        spec: {
          containers: [{ name: 'web', image: 'docker.io/library/web:1', resources: { limits: { cpu } } }],
        },
      },
    },
  });

const object = (kind: string, name: string, rest: object = {}) =>
  stringify({ apiVersion: 'v1', kind, metadata: { name }, ...rest });

/** One Application for each symptom that shows in `make status`, by the symptom's title. */
const EXHIBITS: Record<string, Exhibit> = {
  'The repository is not permitted': { name: 'shop', repoURL: 'https://github.com/example-org/shop' },
  'The destination is not permitted': { name: 'cart', namespace: 'kube-system' },
  'The project does not exist': { name: 'billing', project: 'billing' },
  'The revision does not exist': { name: 'search', targetRevision: 'release-9' },
  'The folder does not exist': { name: 'mail', hasFolder: false },
  'The plugin refuses the slice': { name: 'login', values: 'password: ref+vault://secret/login#password\n' },
  'The values are refused by the chart': {
    name: 'price',
    values: 'replicas: two\n',
    schema: { type: 'object', properties: { replicas: { type: 'integer' } } },
  },
  'The slice renders nothing': { name: 'report', template: '{{- if .Values.on }}\n{{- end }}\n' },
  'A kind is not permitted': { name: 'vault', template: object('Secret', 'vault') },
  'Two Applications have the same object': { name: 'ledger', template: object('ConfigMap', 'hello') },
  'A field is immutable': { name: 'route', template: deployment('100m') },
  'The pods are never there': { name: 'stock', template: deployment('4') },
};

/** A Deployment that was there before, with labels that the slice no longer has. */
const OLD_ROUTE = deployment('100m')
  .replaceAll('{{ .Release.Name }}', 'route')
  .replaceAll('app: "route"', 'app: old');

/** Puts every exhibit into the tree and into Argo CD; `make status` then shows what is wrong with each. */
export async function openExhibition(stage: Stage): Promise<void> {
  const exhibits = Object.values(EXHIBITS);
  for (const [path, text] of exhibits.flatMap((exhibit) => Object.entries(filesOf(exhibit)))) {
    stage.session.write(path, text);
  }
  stage.session.write(
    'exhibition.yaml',
    exhibits.map((exhibit) => stringify(applicationOf(exhibit))).join('---\n'),
  );
  stage.session.write('route.yaml', OLD_ROUTE);
  await stage.mustRun(
    'kubectl --namespace hello apply -f route.yaml\nmake sync\nkubectl apply -f exhibition.yaml',
  );
  await stage.environment.restoreFiles();
}

/** Takes every exhibit away. */
export function closeExhibition(stage: Stage): Promise<void> {
  return stage.mustRun('kubectl --namespace argocd delete application --selector exhibit=open --wait=false');
}

const showsInStatus: Produce = (stage, shown) => stage.seeUntil(shown, 'make status 2>&1');

const waveWaits: Produce = async (stage, shown) => {
  const slice = 'infra/kubernetes/gitops/argocd/foundation/crds-gateway';
  await closeExhibition(stage);
  stage.edit(`${slice}/helmfile.yaml.gotmpl`, 'releases:', 'releases: [');
  stage.edit(`${slice}/application.yaml`, 'labels:', 'labels:\n    changed: "yes"');
  await stage.see('bin/argo-bootstrap sync --timeout 1');
  return stage.seeUntil(shown, 'make status 2>&1');
};

/** What brings each of these symptoms about. */
export const APPLICATIONS: Record<string, Produce> = {
  ...Object.fromEntries(Object.keys(EXHIBITS).map((title) => [title, showsInStatus])),
  'A wave waits': waveWaits,
};
