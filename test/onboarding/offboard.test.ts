import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../gitops/manifest';
import { ProblemError } from '../../gitops/problem';
import { kindOf } from '../../onboarding/change';
import { serviceNames } from '../../onboarding/names';
import { planOffboarding } from '../../onboarding/offboard';
import { planNamespaceRemoval } from '../../onboarding/offboard-namespace';
import { planOnboarding } from '../../onboarding/plan';
import { writeChanges } from '../../onboarding/write';
import { openTree } from '../../validate/tree/tree';
import { walkFiles } from '../../validate/tree/walk';
import { chartOf, deployment, object } from './support/charts';
import { copyTree, type TestTree } from './support/tree';

const APPS = 'infra/kubernetes/gitops/argocd/apps';
const ENVIRONMENTS = ['local', 'staging', 'production'];
const LISTED = deployment('docker.io/nginxinc/nginx-unprivileged:1.28.0-alpine');
const ROUTE = object('gateway.networking.k8s.io/v1', 'HTTPRoute');
const CLASS = object('scheduling.k8s.io/v1', 'PriorityClass');

describe('the plan to take a service out', () => {
  let tree: TestTree;

  beforeEach(() => {
    tree = copyTree();
  });

  afterEach(() => tree.remove());

  function onboard(service: string, objects: readonly Manifest[]): void {
    const request = {
      ...{ service, team: '@example-org/team', namespace: service, environments: ENVIRONMENTS },
      ...{ size: 'small' as const, chart: { path: 'chart' }, values: new Map<string, string>() },
    };
    const { changes } = planOnboarding(request, chartOf(objects, ENVIRONMENTS), tree.facts(service));
    writeChanges(tree.root, changes);
  }

  function contents(): Record<string, string> {
    const { files, text } = openTree(tree.root, walkFiles(tree.root));
    return Object.fromEntries([...files.keys()].map((path) => [path, text(path)]));
  }

  function problems(act: () => unknown): [string, string | undefined, string][] {
    try {
      act();
    } catch (error) {
      assert.ok(error instanceof ProblemError, String(error));
      return error.problems.map(({ rule, where, found }) => [rule, where?.file, found]);
    }
    return [];
  }

  for (const [what, objects] of [
    ['a service with a route', [LISTED, ROUTE]],
    ['a slice of the platform', [LISTED, CLASS]],
  ] as const) {
    it(`leaves the tree as it was before ${what}, byte for byte`, () => {
      const before = contents();
      onboard('payments', objects);
      onboard('billing', [LISTED]);
      for (const service of ['payments', 'billing']) {
        writeChanges(tree.root, planOffboarding(service, tree.facts(service)).changes);
        writeChanges(tree.root, planNamespaceRemoval(service, tree.facts(service)).changes);
      }
      assert.deepEqual(contents(), before);
    });
  }

  it('leaves the namespace and the right to deploy there until the workload is gone', () => {
    onboard('payments', [LISTED]);
    const { changes, application, namespace } = planOffboarding('payments', tree.facts('payments'));
    assert.deepEqual([application, namespace], ['service-payments', 'payments']);
    assert.ok(changes.every((change) => kindOf(change) === 'delete'));
    assert.ok(
      changes.every(
        ({ path }) =>
          path.startsWith(`${APPS}/payments/`) ||
          path.startsWith('policy/requests/') ||
          path === 'test/fixtures/services/payments.yaml',
      ),
    );
  });

  it('refuses a service that was made by hand', () => {
    assert.deepEqual(
      problems(() => planOffboarding('hello', tree.facts('hello'))),
      [
        [
          'not-onboarded',
          `${APPS}/hello/environments/local.yaml`,
          'Application service-hello was not made by onboarding: there is no onboarding.yaml beside it',
        ],
      ],
    );
  });

  it('refuses a service that is not there', () => {
    assert.deepEqual(
      problems(() => planOffboarding('nothing', tree.facts('nothing'))),
      [['not-onboarded', undefined, 'no service nothing is onboarded']],
    );
  });

  it('suggests the onboarded service whose name is nearest, and says which there are', async () => {
    assert.deepEqual(await serviceNames(tree.root), []);
    onboard('payments', [LISTED]);
    onboard('queue', [LISTED, CLASS]);
    writeChanges(tree.root, planOffboarding('queue', tree.facts('queue')).changes);
    assert.deepEqual(await serviceNames(tree.root), ['payments', 'queue']);
    for (const [misspelt, meant] of [
      ['paymnts', 'payments'],
      ['queu', 'queue'],
    ] as const) {
      const suggestion = `(did you mean ${meant}?)`;
      assert.throws(() => planOffboarding(misspelt, tree.facts(misspelt)), {
        problems: [
          {
            rule: 'not-onboarded',
            found: `no service ${misspelt} is onboarded ${suggestion}`,
            expected: 'a service that `argo-bootstrap onboard` made: payments, queue',
            fix: `the folders below ${APPS} are the services; those with onboarding.yaml were onboarded`,
          },
        ],
      });
      assert.match(
        problems(() => planNamespaceRemoval(misspelt, tree.facts(misspelt)))[0]?.[2] ?? '',
        /\(did you mean/,
      );
    }
  });

  it('refuses a slice that became something else', () => {
    onboard('payments', [LISTED]);
    tree.write(`${APPS}/payments/dashboards/a.json`, '{}');
    const { text } = openTree(tree.root, walkFiles(tree.root));
    const helmfile = `${APPS}/payments/helmfile.yaml.gotmpl`;
    tree.write(helmfile, `${text(helmfile)}  - name: second\n    chart: ./chart\n`);
    assert.deepEqual(
      problems(() => planOffboarding('payments', tree.facts('payments'))),
      [
        ['not-of-onboarding', `${APPS}/payments/dashboards/a.json`, 'onboarding makes no such file'],
        ['not-of-onboarding', helmfile, 'release second was added to the slice'],
      ],
    );
  });

  it('refuses a record that somebody broke', () => {
    onboard('payments', [LISTED]);
    tree.write(`${APPS}/payments/onboarding.yaml`, 'service: payments\nextra: 1\n');
    const found = problems(() => tree.facts('payments'));
    assert.ok(
      found.every(
        ([rule, file]) => rule === 'onboarding-record' && file === `${APPS}/payments/onboarding.yaml`,
      ),
    );
    assert.ok(found.length > 1);
  });

  it('keeps the namespace while the service is there, or another one uses it', () => {
    onboard('payments', [LISTED]);
    assert.deepEqual(
      problems(() => planNamespaceRemoval('payments', tree.facts('payments'))).map(([rule]) => rule),
      ['service-still-there'],
    );
    rmSync(join(tree.root, APPS, 'payments'), { recursive: true });
    tree.write(`${APPS}/other/environments/local.yaml`, 'namespace: payments\n');
    assert.deepEqual(
      problems(() => planNamespaceRemoval('payments', tree.facts('payments'))),
      [
        [
          'namespace-in-use',
          `${APPS}/other/environments/local.yaml`,
          'Application service-other deploys to namespace payments',
        ],
      ],
    );
  });

  it('never takes out a namespace that the platform made', () => {
    assert.deepEqual(
      problems(() => planNamespaceRemoval('hello', tree.facts('hello'))).map(([rule]) => rule),
      ['not-onboarded'],
    );
  });
});
