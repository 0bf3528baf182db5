import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateIn } from '../../validate';
import { openSession, type Session } from '../../validate/session';
import { makeTree } from './support/fixture';

const GITOPS = 'infra/kubernetes/gitops/argocd';
const REPOSITORY = 'file:///workspace';

const CLUSTERS = `clusters:
  - {name: one, server: "https://one.example.com", labels: {tier: edge, region: north}}
  - {name: two, server: "https://two.example.com", labels: {tier: core, region: south}}
`;

const list = (...elements: object[]) => ({ list: { elements } });
const clusters = (matchLabels: object = {}) => ({ clusters: { selector: { matchLabels } } });
const files = {
  git: {
    repoURL: REPOSITORY,
    revision: 'HEAD',
    files: [{ path: `${GITOPS}/apps/*/environments/local.yaml` }],
  },
};
const directories = {
  git: {
    repoURL: REPOSITORY,
    revision: 'HEAD',
    directories: [
      { path: `${GITOPS}/apps/*` },
      { path: `${GITOPS}/platform/*` },
      { path: `${GITOPS}/platform/web`, exclude: true },
    ],
  },
};

interface Case {
  readonly name: string;
  readonly generators: readonly object[];
  /** Template of the Applications' name. */
  readonly template: string;
  /** Other fields of the ApplicationSet's spec. */
  readonly spec?: object;
  readonly names: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'a list',
    generators: [list({ app: 'a' }, { app: 'b' })],
    template: '{{ .app }}',
    names: ['a', 'b'],
  },
  {
    name: 'directories of git, one excluded',
    generators: [directories],
    template: 'd-{{ .path.basename }}',
    names: ['d-hello'],
  },
  {
    name: 'files of git',
    generators: [files],
    template: '{{ index .path.segments 5 }}-{{ .namespace }}',
    names: ['hello-hello'],
  },
  {
    name: 'clusters of a fixture',
    generators: [clusters()],
    template: 'c-{{ .name }}',
    names: ['c-in-cluster', 'c-one', 'c-two'],
  },
  {
    name: 'clusters by a label',
    generators: [clusters({ tier: 'edge' })],
    template: '{{ .metadata.labels.region }}',
    names: ['north'],
  },
  {
    name: 'a matrix of files and clusters',
    generators: [{ matrix: { generators: [files, clusters()] } }],
    template: '{{ .namespace }}-{{ .name }}',
    names: ['hello-in-cluster', 'hello-one', 'hello-two'],
  },
  {
    name: 'a matrix whose second generator uses the first',
    generators: [
      {
        matrix: {
          generators: [
            list({ tier: 'core' }),
            { clusters: { selector: { matchLabels: { tier: '{{ .tier }}' } } } },
          ],
        },
      },
    ],
    template: '{{ .tier }}-{{ .name }}',
    names: ['core-two'],
  },
  {
    name: 'a merge of two lists',
    generators: [
      {
        merge: {
          mergeKeys: ['app'],
          generators: [list({ app: 'a', size: 's' }, { app: 'b', size: 's' }), list({ app: 'b', size: 'l' })],
        },
      },
    ],
    template: '{{ .app }}-{{ .size }}',
    names: ['a-s', 'b-l'],
  },
  {
    name: 'a merge inside of a matrix',
    generators: [
      {
        matrix: {
          generators: [
            {
              merge: {
                mergeKeys: ['app'],
                generators: [list({ app: 'a', size: 's' }), list({ app: 'a', size: 'l' })],
              },
            },
            list({ zone: 'x' }, { zone: 'y' }),
          ],
        },
      },
    ],
    template: '{{ .app }}{{ .size }}{{ .zone }}',
    names: ['alx', 'aly'],
  },
  {
    name: 'a selector over what a generator gives',
    generators: [
      {
        ...list({ app: 'a', tier: 'edge' }, { app: 'b', tier: 'core' }),
        selector: { matchLabels: { tier: 'core' } },
      },
    ],
    template: '{{ .app }}',
    names: ['b'],
  },
  {
    name: 'a selector with expressions',
    generators: [
      {
        ...list({ app: 'a', tier: 'edge' }, { app: 'b', tier: 'core' }, { app: 'c', tier: 'far' }),
        selector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['core'] }] },
      },
    ],
    template: '{{ .app }}',
    names: ['a', 'c'],
  },
  {
    name: 'functions of sprig',
    generators: [list({ app: 'Some Name', more: 'x,y' })],
    template: '{{ .app | lower | replace " " "-" }}-{{ .more | splitList "," | last }}-{{ default "z" "" }}',
    names: ['some-name-y-z'],
  },
  {
    name: 'functions of Argo CD’s own',
    generators: [list({ app: 'Feature/One' })],
    template: '{{ normalize .app }}-{{ slugify 11 true .app }}',
    names: ['feature-one-feature-one'],
  },
  {
    name: 'a templatePatch',
    generators: [list({ app: 'a' }, { app: 'b' })],
    template: '{{ .app }}',
    spec: { templatePatch: 'metadata:\n  name: "patched-{{ .app }}"\n' },
    names: ['patched-a', 'patched-b'],
  },
];

/** The root's patches fit an ApplicationSet whose first generator is one of git. */
const WITHOUT_PATCHES = {
  file: `${GITOPS}/parent/apps-root-local.yaml`,
  from: 'kind: ApplicationSet\n',
  to: 'kind: NoSuchKind\n',
};

describe('the generators of an ApplicationSet', function () {
  this.timeout(120_000);
  let cache: string;
  let session: Session;
  let tree: Awaited<ReturnType<typeof makeTree>>;

  before(async function () {
    this.timeout(900_000);
    cache = mkdtempSync(join(tmpdir(), 'validate-generators-'));
    session = await openSession({ root: cache, cache });
    const add = { [`${GITOPS}/offline/local.yaml`]: CLUSTERS };
    const nothing = {
      environments: ['local'],
      edit: [WITHOUT_PATCHES],
      before: {},
      link: {},
      remove: [],
      compare: false,
      findings: [],
    };
    tree = await makeTree({ ...nothing, add });
  });

  after(async () => {
    await session?.close();
    tree?.remove();
    rmSync(cache, { recursive: true, force: true });
  });

  for (const { name, generators, template, spec = {}, names } of CASES) {
    it(`give what Argo CD's would: ${name}`, async () => {
      const set = applicationSet(generators, template, spec);
      writeFileSync(
        join(tree.dir, GITOPS, 'applicationsets', 'local', 'applicationset.yaml'),
        JSON.stringify(set),
      );
      const { environments } = await validateIn(session, { root: tree.dir, environments: ['local'] });
      const [generated] = environments[0]?.model?.applicationSets ?? [];
      assert.deepEqual(generated?.errors, []);
      assert.deepEqual(generated?.generated.map(({ metadata }) => metadata.name).sort(), names);
    });
  }
});

function applicationSet(generators: readonly object[], name: string, spec: object) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'apps-local', namespace: 'argocd' },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators,
      template: {
        metadata: { name },
        spec: {
          project: 'apps',
          source: {
            repoURL: REPOSITORY,
            targetRevision: 'HEAD',
            path: `${GITOPS}/foundation/namespaces/objects`,
          },
          destination: { server: 'https://kubernetes.default.svc', namespace: 'hello' },
        },
      },
      ...spec,
    },
  };
}
