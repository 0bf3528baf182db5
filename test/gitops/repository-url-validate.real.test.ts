import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { validate } from '../../validate';
import { makeTree } from '../validate/support/fixture';
import { LISTED, SPELLINGS, title } from './support/spellings';

const GITOPS = 'infra/kubernetes/gitops/argocd';
const ROOT = `${GITOPS}/parent/apps-root-local.yaml`;

/** An allowlist of the table's addresses. Every other entry of the tree stays as it is. */
function allowlist(): object {
  const projects = ['root', 'foundation', 'platform', 'apps'];
  const none = { chartRepositories: [], ociRegistries: [], imageRegistries: [] };
  const local = { gitRepositories: LISTED.map((url) => ({ url, projects })), ...none };
  const production = {
    gitRepositories: [{ url: 'https://github.com/example-org/tree', projects }],
    ...none,
  };
  return { environments: { local, production }, waivers: [] };
}

/** An Application for each spelling, in the folder of the platform layer. */
function applications(): string {
  const of = (repoURL: string, index: number) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: `spelling-${index}`, namespace: 'argocd' },
    spec: {
      project: 'platform',
      source: { repoURL, targetRevision: 'HEAD', path: `${GITOPS}/platform/web` },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'web' },
    },
  });
  return SPELLINGS.map(({ url }, index) => JSON.stringify(of(url, index))).join('\n---\n');
}

describe('repository addresses, as the pre-merge check judges them', function () {
  this.timeout(600_000);

  it('an Application may use exactly the spellings that the table says', async () => {
    const tree = await makeTree({
      environments: ['local'],
      // The root writes its own address into the Applications of the tree; these keep theirs.
      edit: [
        {
          file: ROOT,
          from: 'kind: Application\n          patch',
          to: 'kind: Application\n            name: infra-.*\n          patch',
        },
        {
          file: `${GITOPS}/platform/kustomization.yaml`,
          from: 'resources:\n',
          to: 'resources:\n  - spellings.yaml\n',
        },
      ],
      add: {
        [`${GITOPS}/platform/spellings.yaml`]: applications(),
        'policy/allowlist.yaml': stringify(allowlist()),
      },
      link: {},
      remove: [],
      before: {},
      compare: false,
      findings: [],
    });
    try {
      const { findings } = await validate({ root: tree.dir, environments: ['local'], cache: false });
      const refused = new Set(
        findings.filter(({ rule }) => rule === 'repository-allowed').map(({ application }) => application),
      );
      assert.deepEqual(
        SPELLINGS.map(({ url }, index) => `${title(url)}: ${!refused.has(`spelling-${index}`)}`),
        SPELLINGS.map(({ url, permitted }) => `${title(url)}: ${permitted}`),
      );
    } finally {
      tree.remove();
    }
  });
});
