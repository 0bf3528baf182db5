import assert from 'node:assert/strict';
import { readAllowlist } from '../../gitops/allowlist';
import { formatProblem } from '../../gitops/problem';
import { checkSubject } from '../../policy/check';
import type { Subject } from '../../policy/core/subject';
import { RULES } from '../../policy/rules';
import {
  application,
  project,
  provider,
  put,
  release,
  repoServer,
  repositorySecret,
} from './support/resources';

const allowlist = readAllowlist('test/fixtures/policy');
const EVIL = 'https://evil.example/x';

/** What a user reads about each violation of one rule. */
function messages(name: string, subject: Subject, environment = 'production', config = {}): string[] {
  const rule = RULES.find((candidate) => candidate.name === name);
  assert.ok(rule);
  return checkSubject(rule, subject, { environment, allowlist, config: { [name]: config } }).findings.map(
    formatProblem,
  );
}

/** The Secret of a cluster. */
function connection(config: object): Subject {
  const labels = { 'argocd.argoproj.io/secret-type': 'cluster' };
  return put(put(repositorySecret(), 'metadata.labels', labels), 'stringData.config', JSON.stringify(config));
}

describe('messages of the policy rules', () => {
  const evil = put(application(), 'spec.source.repoURL', EVIL);
  const cases: [title: string, found: string[], expected: string[]][] = [
    [
      'a repository',
      messages('repository-allowed', evil),
      [
        `the repository is ${EVIL} [repository-allowed]
  expected: a repository listed for project apps in production: https://github.com/example-org/argo-bootstrap, ssh://git@git.example.com/team/service
  fix: use a listed repository, or have this one added to policy/allowlist.yaml`,
      ],
    ],
    [
      'a repository where nothing is listed',
      messages('repository-allowed', evil, 'dev'),
      [
        `the repository is ${EVIL} [repository-allowed]
  expected: a repository listed for project apps in dev: none is listed
  fix: use a listed repository, or have this one added to policy/allowlist.yaml`,
      ],
    ],
    [
      'a repository of any project',
      messages(
        'repository-allowed',
        put(put(repositorySecret(), 'stringData.url', EVIL), 'stringData.project', undefined),
        'local',
      ),
      [
        `the repository is ${EVIL} [repository-allowed]
  expected: a repository listed for any project in local: file:///workspace
  fix: use a listed repository, or have this one added to policy/allowlist.yaml`,
      ],
    ],
    [
      'a source repository',
      messages('repository-allowed', put(project(), 'spec.sourceRepos', [EVIL]), 'local'),
      [
        `the source repository is ${EVIL} [repository-allowed]
  expected: a repository listed for project apps in local: file:///workspace
  fix: use a listed repository, or have this one added to policy/allowlist.yaml`,
      ],
    ],
    [
      'a chart',
      messages('chart-source-allowed', put(release(), 'repositoryOpts.repo', EVIL)),
      [
        `the chart is argo-cd of ${EVIL} [chart-source-allowed]
  expected: a chart listed for production: argo-cd of https://argoproj.github.io/argo-helm; cert-manager of https://charts.jetstack.io; argo-cd of oci://ghcr.io/argoproj/argo-helm
  fix: use a listed chart, or have this one added to policy/allowlist.yaml`,
      ],
    ],
    [
      'a chart without a name',
      messages(
        'chart-source-allowed',
        put(put(release(), 'repositoryOpts.repo', EVIL), 'chart', ''),
        'local',
      ),
      [
        `the chart is missing of ${EVIL} [chart-source-allowed]
  expected: a chart listed for local: none is listed
  fix: use a listed chart, or have this one added to policy/allowlist.yaml`,
      ],
    ],
    [
      'a folder',
      messages('chart-source-allowed', put(put(release(), 'repositoryOpts', undefined), 'chart', './x')),
      [
        `the chart is the folder ./x [chart-source-allowed]
  expected: a listed repository with the chart, or one of the folders charts/argo-cd, charts/cert-manager
  fix: name the chart and its repositoryOpts.repo, or list the folder under \`localCharts\` of this rule`,
      ],
    ],
    [
      'a chart without its repository',
      messages('chart-source-allowed', put(release(), 'repositoryOpts', undefined), 'production', {
        localCharts: [],
      }),
      [
        `the chart is argo-cd without a repository [chart-source-allowed]
  expected: a listed repository with the chart, or one of the folders (none)
  fix: name the chart and its repositoryOpts.repo, or list the folder under \`localCharts\` of this rule`,
      ],
    ],
    [
      'a folder where none is allowed',
      messages(
        'chart-source-allowed',
        put(put(release(), 'repositoryOpts', undefined), 'chart', './x'),
        'production',
        { localCharts: [] },
      ),
      [
        `the chart is the folder ./x [chart-source-allowed]
  expected: a listed repository with the chart, or one of the folders (none)
  fix: name the chart and its repositoryOpts.repo, or list the folder under \`localCharts\` of this rule`,
      ],
    ],
    [
      'an image',
      messages('image-registry-allowed', put(release(), 'values.x.image', 'evil.example/x'), 'local').slice(
        -1,
      ),
      [
        `the image is evil.example/x [image-registry-allowed]
  expected: an image below one of quay.io/argoproj in local
  fix: use a listed registry, or have this one added to policy/allowlist.yaml`,
      ],
    ],
    [
      'an image where none is listed',
      messages(
        'image-registry-allowed',
        put(repoServer(), 'spec.template.spec.containers', [{ image: 'x/y' }]),
        'dev',
      ),
      [
        `the image is docker.io/x/y [image-registry-allowed]
  expected: an image below one of (none is listed) in dev
  fix: use a listed registry, or have this one added to policy/allowlist.yaml`,
      ],
    ],
    [
      "Argo CD's image without a tag",
      messages('argo-image-floor', put(release(), 'values.global', {})),
      [
        `Argo CD's image tag is missing [argo-image-floor]
  expected: v3.5.5 or later
  fix: set the tag to v3.5.5 or later`,
      ],
    ],
    [
      "the repo-server's /tmp",
      messages(
        'plugin-confined',
        put(release(), 'values.repoServer.extraContainers.0.volumeMounts', [
          { name: 'x', mountPath: '/x' },
          { name: 'tmp', mountPath: '/tmp' },
        ]),
      ),
      [
        `the sidecar's /tmp is the repo-server's own [plugin-confined]
  expected: a volume of its own at /tmp
  fix: mount an emptyDir at /tmp`,
      ],
    ],
    [
      'no /tmp',
      messages(
        'plugin-confined',
        put(release(), 'values.repoServer.extraContainers.0.volumeMounts', [{ name: 'x', mountPath: '/x' }]),
      ),
      [
        `the sidecar has no volume at /tmp [plugin-confined]
  expected: a volume of its own at /tmp
  fix: mount an emptyDir at /tmp`,
      ],
    ],
    [
      'a connection',
      messages(
        'cluster-verified',
        connection({
          tlsClientConfig: { insecure: true },
          proxyUrl: 'x',
          execProviderConfig: { command: 'sh' },
        }),
      ),
      [
        'tlsClientConfig.insecure is true [cluster-verified]\n  expected: caData\n  fix: remove it from the connection',
        'proxyUrl is x [cluster-verified]\n  expected: no proxy\n  fix: remove it from the connection',
        'execProviderConfig runs sh [cluster-verified]\n  expected: a credential, or one of the programs argocd-k8s-auth\n  fix: remove it from the connection',
      ],
    ],
    [
      'a connection where no program is allowed',
      messages('cluster-verified', connection({ execProviderConfig: { command: 'sh' } }), 'production', {
        commands: [],
      }),
      [
        'execProviderConfig runs sh [cluster-verified]\n  expected: a credential, or one of the programs (none)\n  fix: remove it from the connection',
      ],
    ],
    [
      'a connection that cannot be read',
      messages('cluster-verified', connection([])),
      [
        'a connection that is no JSON object [cluster-verified]\n  expected: a JSON object\n  fix: remove it from the connection',
      ],
    ],
    [
      'a context',
      messages('provider-context', put(provider(), 'context', 'x'), 'production', { contexts: ['a', 'b'] }),
      [
        'context is x [provider-context]\n  expected: a or b\n  fix: name the configured context, or list this one under `contexts` of this rule',
      ],
    ],
    [
      'a context where none is configured',
      messages('provider-context', provider()),
      [
        'context is argo-bootstrap-production [provider-context]\n  expected: a context, and one that this rule is told of\n  fix: name the configured context, or list this one under `contexts` of this rule',
      ],
    ],
  ];

  for (const [title, found, expected] of cases) {
    it(`say what is wrong with ${title}`, () => assert.deepEqual(found, expected));
  }

  it('offer the choices that the rules know', () => {
    const choices = RULES.flatMap(({ options }) =>
      Object.values(options).flatMap(({ schema }) => (schema.enum ? [schema.enum] : [])),
    );
    assert.deepEqual(choices, [
      ['any', 'named', 'commit'],
      ['any', 'required', 'forbidden'],
    ]);
  });
});
