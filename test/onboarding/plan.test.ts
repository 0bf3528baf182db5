import assert from 'node:assert/strict';
import type { Manifest } from '../../gitops/manifest';
import { ProblemError } from '../../gitops/problem';
import { kindOf } from '../../onboarding/change';
import { requestProblems } from '../../onboarding/collisions';
import { type Plan, planOnboarding } from '../../onboarding/plan';
import type { CompleteRequest } from '../../onboarding/request';
import { writeChanges } from '../../onboarding/write';
import { chartOf, deployment, object } from './support/charts';
import { copyTree, type TestTree } from './support/tree';

const APPS = 'infra/kubernetes/gitops/argocd/apps';
const FOUNDATION = 'infra/kubernetes/gitops/argocd/foundation/bootstrap-namespace';
const PLATFORM = 'infra/kubernetes/gitops/argocd/platform';
const EVERYWHERE = ['local', 'staging', 'production'];
const LISTED = deployment('docker.io/nginxinc/nginx-unprivileged:1.28.0-alpine');
const ROLE = object('rbac.authorization.k8s.io/v1', 'ClusterRole');
const DEFINITION = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'x.example.com');
const ROUTE = object('gateway.networking.k8s.io/v1', 'HTTPRoute');

const REQUEST: CompleteRequest = {
  service: 'payments',
  team: '@example-org/payments',
  namespace: 'payments',
  environments: EVERYWHERE,
  size: 'small',
  chart: { path: 'charts/payments' },
  values: new Map(),
};

describe('the plan for a service', () => {
  let tree: TestTree;

  beforeEach(() => {
    tree = copyTree();
  });

  afterEach(() => tree.remove());

  function plan(change: Partial<CompleteRequest> = {}, objects: readonly Manifest[] = [LISTED]): Plan {
    const request = { ...REQUEST, ...change };
    return planOnboarding(request, chartOf(objects, request.environments), tree.facts(request.service));
  }

  /** Each problem as `rule file:line: found`. */
  function refusal(act: () => unknown): string[] {
    try {
      act();
    } catch (error) {
      assert.ok(error instanceof ProblemError, String(error));
      return error.problems.map(({ rule, where, found }) =>
        [rule, ...(where ? [`${where.file}${where.line ? `:${where.line}` : ''}`] : []), found].join(' '),
      );
    }
    return [];
  }

  function textOf({ changes }: Plan, path: string): string {
    const change = changes.find((one) => one.path === path);
    assert.ok(change?.after, `${path} is not among ${changes.map((one) => one.path).join(' ')}`);
    return change.after.toString('utf8');
  }

  const decisions: [
    string,
    readonly Manifest[],
    Partial<CompleteRequest>,
    string,
    number | undefined,
    RegExp,
  ][] = [
    [
      'objects of one namespace',
      [LISTED],
      {},
      'apps',
      undefined,
      /objects in its namespace only \(Deployment\)/,
    ],
    [
      'definitions only',
      [DEFINITION],
      {},
      'foundation',
      -10,
      /definitions only \(CustomResourceDefinition\)/,
    ],
    ['a role of the cluster', [LISTED, ROLE], {}, 'platform', 10, /whole cluster \(ClusterRole\)/],
    ['definitions beside a workload', [LISTED, DEFINITION], {}, 'platform', 10, /whole cluster \(CustomRes/],
    [
      'a project of its own wish',
      [LISTED],
      { project: 'platform' },
      'platform',
      10,
      /project platform was asked/,
    ],
    ['a wave of its own wish', [ROLE], { wave: 3 }, 'platform', 3, /wave 3 was asked for/],
  ];
  for (const [what, objects, change, layer, wave, reason] of decisions) {
    it(`puts ${what} into ${layer}, and says why`, () => {
      const { decision, application } = plan(change, objects);
      assert.deepEqual([decision.layer, decision.wave], [layer, wave]);
      assert.match(decision.reasons.join('\n'), reason);
      assert.equal(application, layer === 'apps' ? 'service-payments' : 'infra-payments');
    });
  }

  it('writes a service with values for each environment, and nothing of the others', () => {
    const { changes } = plan({ environments: ['local', 'staging'], values: new Map([['local', 'a: 1']]) });
    const made = changes
      .filter(({ before }) => before === undefined)
      .map(({ path }) => path.replace(`${APPS}/`, ''));
    assert.deepEqual(made.sort(), [
      'payments/chart/Chart.yaml',
      'payments/chart/templates/deployment.yaml',
      'payments/chart/templates/route.yaml',
      'payments/chart/values.yaml',
      'payments/environments/local.yaml',
      'payments/environments/staging.yaml',
      'payments/helmfile.yaml.gotmpl',
      'payments/onboarding.yaml',
      'payments/values/common.yaml',
      'payments/values/local.yaml',
      'payments/values/staging.yaml',
      'policy/requests/payments.patch',
      'test/fixtures/services/payments.yaml',
    ]);
    const values = changes.find(({ path }) => path.endsWith('payments/values/local.yaml'));
    assert.equal(values?.after?.toString(), 'a: 1\n');
  });

  it('writes a fixture for the tests of the tree: the objects of each environment', () => {
    const made = plan({ environments: ['local', 'staging'] }, [LISTED, ROUTE]);
    const [, ...lines] = textOf(made, 'test/fixtures/services/payments.yaml').split('\n');
    assert.deepEqual(lines, [
      ...['local:', '  - Deployment web', '  - HTTPRoute web'],
      ...['staging:', '  - Deployment web', '  - HTTPRoute web', ''],
    ]);
  });

  it('writes a slice with its Application, and lists it', () => {
    const made = plan({}, [LISTED, ROLE]);
    const application = textOf(made, `${PLATFORM}/payments/application.yaml`);
    assert.match(application, /name: infra-payments\n/);
    assert.match(application, /sync-wave: "10"/);
    assert.match(textOf(made, `${PLATFORM}/kustomization.yaml`), / {2}- payments\/application.yaml\n$/);
    assert.match(textOf(made, 'helmfiles/projects/platform.yaml'), /namespace: payments}/);
    assert.match(textOf(made, `${PLATFORM}/payments/helmfile.yaml.gotmpl`), / {4}namespace: payments\n/);
  });

  it('makes a namespace with the quota that was asked for, closed to all others', () => {
    const text = textOf(plan({ size: 'large' }), `${FOUNDATION}/values/common.yaml`);
    const [, entry = ''] = text.split('  payments:\n');
    assert.match(entry, /limits\.memory: 16Gi/);
    assert.match(entry, /argo-bootstrap\.dev\/onboarded: payments/);
    assert.doesNotMatch(entry, /ingressFrom/);
  });

  it('opens the namespace to the Gateway for a chart with a route', () => {
    const text = textOf(plan({}, [LISTED, ROUTE]), `${FOUNDATION}/values/common.yaml`);
    assert.match(text, /egressTo: \[platform-system, hello, payments\]/);
    assert.match(text.split('  payments:\n')[1] ?? '', /ingressFrom: \[gateway-system\]/);
  });

  it('asks for what others decide, and grants nothing', () => {
    const fetched = { repository: 'https://charts.example.com', name: 'web', version: '1.2.3' };
    const made = plan({ chart: fetched, environments: ['local'] }, [
      deployment('docker.io/example/web:1.0.0'),
      object('v1', 'Secret'),
    ]);
    assert.deepEqual(
      made.grants?.parts.map(({ file, owners, asks }) => [file, owners, asks]),
      [
        ['CODEOWNERS', ['@example-org/security'], [`@example-org/payments reviews ${APPS}/payments/`]],
        [
          'helmfiles/projects/apps.yaml',
          ['@example-org/security', '@example-org/platform'],
          ['Secret, for every Application of project apps'],
        ],
        [
          'policy/allowlist.yaml',
          ['@example-org/security'],
          ['local: copies of chart web of https://charts.example.com', 'local: image docker.io/example/web'],
        ],
      ],
    );
    assert.match(
      textOf(made, 'policy/requests/payments.patch'),
      /^\+ {6}- url: https:\/\/charts\.example\.com$/m,
    );
    assert.ok(made.changes.every(({ path }) => path !== 'policy/allowlist.yaml' && path !== 'CODEOWNERS'));
  });

  it('changes nothing the second time, whatever the team made of the values since', () => {
    writeChanges(tree.root, plan().changes);
    const again = plan();
    assert.deepEqual(again.changes, []);
    assert.deepEqual(again.kept, []);

    tree.write(`${APPS}/payments/values/local.yaml`, 'replicas: 2\n');
    assert.deepEqual([plan().changes, plan().kept], [[], [`${APPS}/payments/values/local.yaml`]]);
  });

  it('makes what an interrupted run left out', () => {
    const [first] = plan().changes;
    assert.ok(first);
    assert.match(first.path, /payments\/onboarding\.yaml$/, 'the record comes first');
    writeChanges(tree.root, [first]);
    assert.ok(plan().changes.length > 5);
  });

  it('writes the request anew where the files changed that it asks about', () => {
    writeChanges(tree.root, plan().changes);
    tree.write('CODEOWNERS', '* @example-org/others\n');
    const { changes } = plan();
    assert.deepEqual(
      changes.map((change) => [change.path, kindOf(change)]),
      [['policy/requests/payments.patch', 'edit']],
    );
    writeChanges(tree.root, changes);
    assert.deepEqual(plan().changes, []);
  });

  it('says when all that was asked for is granted', () => {
    writeChanges(tree.root, plan().changes);
    tree.write('CODEOWNERS', `/${APPS}/payments/ @example-org/payments\n`);
    assert.equal(plan().granted, 'policy/requests/payments.patch');
  });

  it('takes what stands in the folder for a stranger’s, unless it is the chart itself', () => {
    const { changes } = plan();
    writeChanges(
      tree.root,
      changes.filter(({ path }) => path.includes('/payments/chart/')),
    );
    assert.deepEqual(
      refusal(() => plan()),
      [],
    );
    tree.write(`${APPS}/payments/notes.md`, 'mine\n');
    assert.deepEqual(
      refusal(() => plan()),
      [
        `file-in-the-way ${APPS}/payments/notes.md the file is there, and no onboarding.yaml says that onboarding made it`,
      ],
    );
  });

  const refused: [string, Partial<CompleteRequest>, readonly Manifest[], string[]][] = [
    [
      'the name of another service',
      { service: 'hello' },
      [LISTED],
      [
        `service-taken ${APPS}/hello/environments/local.yaml the name hello is taken by Application service-hello (@example-org/platform)`,
      ],
    ],
    [
      'the name of a slice of the platform',
      { service: 'gateway' },
      [LISTED],
      [
        `service-taken ${PLATFORM}/gateway/application.yaml the name gateway is taken by Application infra-gateway (@example-org/platform)`,
      ],
    ],
    [
      'the namespace of another service',
      { namespace: 'hello' },
      [LISTED],
      [
        `namespace-taken ${APPS}/hello/environments/local.yaml the namespace hello is Application service-hello's (@example-org/platform)`,
      ],
    ],
    [
      'a namespace of the platform, for a service',
      { namespace: 'platform-system' },
      [LISTED],
      [
        `namespace-taken ${FOUNDATION}/application.yaml the namespace platform-system is Application infra-bootstrap-namespace's (@example-org/platform)`,
      ],
    ],
    [
      'a slice that is not everywhere',
      { environments: ['local', 'staging'] },
      [ROLE],
      ['slice-everywhere a slice of platform is in every environment, and production is not asked for'],
    ],
    ['a wave for a service', { wave: 5 }, [LISTED], ['wave-of-service wave 5 is asked for a service']],
    [
      'a wave of another layer',
      { wave: 20 },
      [ROLE],
      ['wave-outside-layer wave 20 is asked for a slice of platform'],
    ],
    [
      'a chart that renders nothing',
      { environments: ['local'] },
      [],
      ['chart-empty the chart of payments renders no objects for local'],
    ],
  ];
  for (const [what, change, objects, problems] of refused) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(
        refusal(() => plan(change, objects)),
        problems,
      );
    });
  }

  it('refuses a namespace that was made for another service', () => {
    const { changes } = plan();
    writeChanges(
      tree.root,
      changes.filter(({ path }) => path.startsWith(FOUNDATION)),
    );
    assert.deepEqual(
      refusal(() => plan({ service: 'other' })),
      [
        `namespace-taken ${FOUNDATION}/values/common.yaml:38 the namespace payments is service payments's (@example-org/platform)`,
      ],
    );
  });

  it('lets slices of the platform share a namespace', () => {
    assert.deepEqual(
      refusal(() => plan({ namespace: 'platform-system' }, [ROLE])),
      [],
    );
  });

  it('tells of a name and a namespace that are taken before anything is fetched, in any layer', () => {
    const taken = { ...REQUEST, service: 'gateway', namespace: 'hello' };
    assert.deepEqual(
      requestProblems(taken, tree.facts('gateway')).map(({ rule }) => rule),
      ['service-taken', 'namespace-taken'],
    );
    const shared = { ...REQUEST, namespace: 'platform-system' };
    const problems = (project?: 'apps') =>
      requestProblems({ ...shared, ...(project && { project }) }, tree.facts('payments'));
    assert.deepEqual(problems(), [], 'a slice of the platform may share it');
    assert.deepEqual(
      problems('apps').map(({ rule }) => rule),
      ['namespace-taken'],
    );
  });

  it('judges a request by the tree before anything is fetched', () => {
    const problems = requestProblems(
      {
        ...REQUEST,
        environments: ['locl', 'local'],
        repository: 'https://someone:secret@github.com/org/other',
        values: new Map([['moon', 'a: 1']]),
      },
      tree.facts('payments'),
    );
    assert.deepEqual(
      problems.map(({ rule, found, fix }) => [rule, found, fix.split(':')[0]]),
      [
        [
          'environment-unknown',
          'there is no environment `locl` (did you mean local?)',
          'name another environment',
        ],
        [
          'repository-foreign',
          'the repository is https://***@github.com/org/other',
          'bring the chart here (a folder, a chart repository or a registry)',
        ],
        [
          'values-of-nowhere',
          'there are values for moon, which is not asked for',
          'leave them out, or ask for the environment',
        ],
      ],
    );
  });

  it('takes this repository for what it is, however it is spelt', () => {
    const request = { ...REQUEST, repository: 'https://GitHub.com/example-org/argo-bootstrap.git' };
    assert.deepEqual(requestProblems(request, tree.facts('payments')), []);
  });

  it('refuses another request for a service that is there, field by field', () => {
    writeChanges(tree.root, plan().changes);
    const problems = requestProblems(
      { ...REQUEST, team: '@example-org/others', environments: ['local'] },
      tree.facts('payments'),
    );
    const record = `${APPS}/payments/onboarding.yaml`;
    assert.deepEqual(
      problems.map(({ rule, where, found }) => [rule, where?.file, where?.line, found]),
      [
        [
          'already-onboarded',
          record,
          3,
          'payments is onboarded with team "@example-org/payments", and now asked for with "@example-org/others"',
        ],
        [
          'already-onboarded',
          record,
          5,
          'payments is onboarded with environments ["local","staging","production"], and now asked for with ["local"]',
        ],
      ],
    );
  });
});
