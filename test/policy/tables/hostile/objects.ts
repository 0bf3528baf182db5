import type { Subject } from '../../../../policy/core/subject';
import { application, configMap, put, release, repositorySecret } from '../../support/resources';
import { allows, denies, type Table } from '../../support/table';

const EVIL = 'https://github.com/org-evil/x';
const evil = put(application(), 'spec.source.repoURL', EVIL);
const as = (type: string, { props }: Subject): Subject => ({ type, props });
const found = (place = '') => [`${place}spec.source.repoURL = ${EVIL}`];
const values = (path: string, value: unknown) => put(release(), `values.${path}`, value);
const YAML = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: x}
spec: {project: apps, source: {repoURL: "${EVIL}"}}
`;
const list = (...items: unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });

/** Objects that are hidden from the rule that would refuse them. */
export const hostileObjects: readonly Table[] = [
  {
    rule: 'repository-allowed',
    rows: [
      denies("behind another object's type", as('kubernetes:core/v1:ConfigMap', evil), found()),
      denies(
        'by a type of its own, behind a body of another',
        { ...evil, props: { ...evil.props, kind: 'X' } },
        found(),
      ),
      denies('as a patch', as('kubernetes:argoproj.io/v1alpha1:ApplicationPatch', evil), found()),
      denies(
        'as a patch without a body that says so',
        as(
          'kubernetes:argoproj.io/v1alpha1:ApplicationPatch',
          put(put(evil, 'kind', undefined), 'apiVersion', undefined),
        ),
        found(),
      ),
      denies(
        'of another version',
        as('kubernetes:argoproj.io/v1beta1:Application', put(evil, 'apiVersion', 'argoproj.io/v1beta1')),
        found(),
      ),
      denies(
        'a Secret of the core group by its bare version',
        as('kubernetes:v1:Secret', put(repositorySecret(), 'stringData.url', EVIL)),
        [`stringData.url = ${EVIL}`],
      ),
      denies(
        'in a list in a list',
        as('kubernetes:v1:List', { ...evil, props: list(list(evil.props)) }),
        found('items[0].items[0].'),
      ),
      denies(
        'in a list in an extra object',
        values('extraObjects', [list(evil.props)]),
        found('values.extraObjects[0].items[0].'),
      ),
      denies(
        'in an extra object written as text',
        values('extraObjects', [YAML]),
        found('values.extraObjects[0].'),
      ),
      denies(
        'in the second document of a text',
        values('extraObjects', [`a: 1\n---\n${YAML}`]),
        found('values.extraObjects[0].'),
      ),
      denies(
        'in a text as JSON',
        values('extraObjects', [JSON.stringify(evil.props)]),
        found('values.extraObjects[0].'),
      ),
      denies(
        'in a text whose keys are spelt with escapes',
        values('extraObjects', [JSON.stringify(evil.props).replace('"kind"', '"k\\u0069nd"')]),
        found('values.extraObjects[0].'),
      ),
      denies(
        'in one text for all extra objects',
        values('extraObjects', YAML),
        found('values.extraObjects.'),
      ),
      denies(
        'under another name for extra objects',
        values('extraDeploy', [evil.props]),
        found('values.extraDeploy[0].'),
      ),
      denies(
        'in a map of extra objects',
        values('server.manifests', { a: evil.props }),
        found('values.server.manifests.a.'),
      ),
      denies(
        'in the values of another chart',
        put(values('raw.resources', [evil.props]), 'chart', 'other'),
        found('values.raw.resources[0].'),
      ),
      allows('text that only mentions the words', values('notes', 'the apiVersion and kind of an object')),
      allows('text that is no YAML', values('notes', 'apiVersion: {kind')),
      allows('objects of no interest', values('extraObjects', [configMap('x', {}).props, list(), 7, 'text'])),
      allows(
        "another API's Application",
        as('kubernetes:app.k8s.io/v1beta1:Application', put(evil, 'apiVersion', 'app.k8s.io/v1beta1')),
      ),
      denies(
        'in a list behind the type of something else',
        as('kubernetes:core/v1:ConfigMap', { ...evil, props: list(evil.props) }),
        found('items[0].'),
      ),
      allows('a body in something that is no Kubernetes object', as('other:index:Thing', evil)),
    ],
  },
  {
    rule: 'server-exec-off',
    rows: [
      denies(
        'a patch of the ConfigMap',
        as('kubernetes:core/v1:ConfigMapPatch', configMap('argocd-cm', { 'exec.enabled': 'true' })),
        ['data["exec.enabled"] = true'],
      ),
      allows(
        "another provider's, whose name ends alike",
        as('my-kubernetes:core/v1:ConfigMap', configMap('argocd-cm', { 'exec.enabled': 'true' })),
      ),
      denies(
        'a ConfigMap by its bare version',
        as('kubernetes:v1:ConfigMap', configMap('argocd-cm', { 'exec.enabled': 'true' })),
        ['data["exec.enabled"] = true'],
      ),
    ],
  },
  {
    rule: 'image-registry-allowed',
    rows: [
      ...[
        ['kubernetes:batch/v1beta1:CronJob', 'spec.jobTemplate.spec.template.spec'],
        ['kubernetes:core/v1:ReplicationController', 'spec.template.spec'],
        ['kubernetes:core/v1:PodTemplate', 'template.spec'],
        ['kubernetes:argoproj.io/v1alpha1:Rollout', 'spec.template.spec'],
        ['kubernetes:apps/v1:DeploymentPatch', 'spec.template.spec'],
      ].map(([type = '', path = '']) =>
        denies(type, put({ type, props: {} }, `${path}.containers`, [{ image: 'evil.example/x' }]), [
          `${path}.containers[0].image = evil.example/x`,
        ]),
      ),
      denies(
        'a volume',
        put({ type: 'kubernetes:core/v1:Pod', props: {} }, 'spec.volumes', [
          { image: { reference: 'evil.example/x:1' } },
        ]),
        ['spec.volumes[0].image = evil.example/x'],
      ),
      denies(
        'a registry for an image that the chart names',
        values('redis.image', { registry: 'evil.example' }),
        ['values.redis.image = evil.example'],
      ),
      denies('a registry for all images', values('global.imageRegistry', 'evil.example'), [
        'values.global.imageRegistry = evil.example',
      ]),
      allows('no registry for all images', values('global.imageRegistry', '')),
      allows('a registry of a wrong type', values('global.imageRegistry', 7)),
      allows('a listed registry for all images', values('global.imageRegistry', 'quay.io/argoproj')),
    ],
  },
];
