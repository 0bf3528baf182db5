import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ProblemError } from '../../gitops/problem';
import { validateIn } from '../../validate';
import { openSession, type Session } from '../../validate/session';
import { makeTree } from './support/fixture';

const GITOPS = 'infra/kubernetes/gitops/argocd';
const PLATFORM = `${GITOPS}/platform`;
const EXTRA = `${PLATFORM}/extra`;
const CANARY = 'what-stands-outside-of-the-checkout';

const application = (source: object) =>
  JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'extra', namespace: 'argocd' },
    spec: {
      project: 'platform',
      source: { repoURL: 'file:///workspace', targetRevision: 'HEAD', path: `${EXTRA}/objects`, ...source },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'web' },
    },
  });

const PARENT = 'resources: [namespaces/application.yaml, web/application.yaml, extra/application.yaml]\n';
const chart = (dependencies = '') => `apiVersion: v2\nname: extra\nversion: 1.0.0\n${dependencies}`;
const template = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\ndata: {text: ${value}}\n`;

interface Attempt {
  readonly name: string;
  /** A rule of which one must be found: the attempt is refused, not merely without effect. */
  readonly rule: string;
  readonly source?: object;
  /** Files below the source's directory; `$OUT` is a directory outside of the checkout, `$PORT` a listening port. */
  readonly files: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
}

const kustomization = (text: string) => ({ 'kustomization.yaml': text });

const ATTEMPTS: readonly Attempt[] = [
  {
    name: 'a kustomization with a resource of the network',
    rule: 'not-offline',
    files: kustomization('resources: ["http://127.0.0.1:$PORT/a.yaml"]\n'),
  },
  {
    name: 'a kustomization with a file of the network',
    rule: 'not-offline',
    files: kustomization(
      'configMapGenerator:\n  - name: extra\n    files: ["http://127.0.0.1:$PORT/a.txt"]\n',
    ),
  },
  {
    name: 'a kustomization with a repository',
    rule: 'not-offline',
    files: kustomization('resources: ["git::http://127.0.0.1:$PORT/repository?ref=main"]\n'),
  },
  {
    name: 'a kustomization with a chart of the network',
    rule: 'render-failed',
    files: kustomization('helmCharts:\n  - {name: a, version: 1.0.0, repo: "http://127.0.0.1:$PORT"}\n'),
  },
  {
    name: 'a chart that depends on a chart of the network',
    rule: 'not-offline',
    files: {
      'Chart.yaml': chart(
        'dependencies:\n  - {name: a, version: 1.0.0, repository: "http://127.0.0.1:$PORT"}\n',
      ),
      'templates/a.yaml': template('a'),
    },
  },
  {
    name: 'a chart that depends on one outside',
    rule: 'path-outside-repository',
    files: {
      'Chart.yaml': chart('dependencies:\n  - {name: a, version: 1.0.0, repository: "file://$OUT"}\n'),
      'templates/a.yaml': template('a'),
    },
  },
  {
    name: 'a values file of the network',
    rule: 'render-failed',
    source: { helm: { valueFiles: ['http://127.0.0.1:$PORT/values.yaml'] } },
    files: { 'Chart.yaml': chart(), 'templates/a.yaml': template('a') },
  },
  {
    name: 'a chart that asks for a name',
    rule: 'render-failed',
    files: { 'Chart.yaml': chart(), 'templates/a.yaml': template('{{ env "HOME" }}') },
  },
  {
    name: 'a kustomization with a file outside',
    rule: 'path-outside-repository',
    files: kustomization('configMapGenerator:\n  - name: extra\n    files: [$OUT/secret.txt]\n'),
  },
  {
    name: 'a kustomization with a base outside',
    rule: 'path-outside-repository',
    files: kustomization('resources: ["../../../../../../../../../../../../../../..$OUT"]\n'),
  },
  {
    name: 'a values file outside',
    rule: 'render-failed',
    source: { helm: { valueFiles: ['../../../../../../../../../../../../../../../../..$OUT/values.yaml'] } },
    files: { 'Chart.yaml': chart(), 'templates/a.yaml': template('{{ .Values.text }}') },
  },
  {
    name: 'a file parameter outside',
    rule: 'render-failed',
    source: {
      helm: {
        fileParameters: [{ name: 'text', path: '../../../../../../../../../../../../../..$OUT/secret.txt' }],
      },
    },
    files: { 'Chart.yaml': chart(), 'templates/a.yaml': template('{{ .Values.text }}') },
  },
  {
    name: 'a link out of a chart',
    rule: 'symlink-outside-repository',
    files: { 'Chart.yaml': chart(), 'templates/a.yaml': template('{{ .Files.Get "link" | quote }}') },
    links: { link: '$OUT/secret.txt' },
  },
  {
    name: 'a link out of a directory of manifests',
    rule: 'symlink-outside-repository',
    files: { 'a.yaml': template('a') },
    links: { 'b.yaml': '$OUT/object.yaml' },
  },
  {
    name: 'a path that is a link outside',
    rule: 'symlink-outside-repository',
    source: { path: `${EXTRA}/objects/link` },
    files: { 'a.yaml': template('a') },
    links: { link: '$OUT' },
  },
];

describe('validate, on trees that reach outside', function () {
  this.timeout(120_000);
  let directory: string;
  let outside: string;
  let session: Session;
  let server: Server;
  let port: number;
  let connections = 0;

  before(async function () {
    this.timeout(900_000);
    directory = mkdtempSync(join(tmpdir(), 'validate-outside-'));
    outside = join(directory, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'secret.txt'), CANARY);
    writeFileSync(join(outside, 'values.yaml'), `text: ${CANARY}\n`);
    writeFileSync(join(outside, 'object.yaml'), template(CANARY));
    writeFileSync(join(outside, 'kustomization.yaml'), 'resources: [object.yaml]\n');
    server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    port = (server.address() as { port: number }).port;
    session = await openSession({ root: directory, cache: false });
  });

  after(async () => {
    await session?.close();
    server?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const filled = (text: string) => text.replaceAll('$OUT', outside).replaceAll('$PORT', String(port));

  for (const { name, rule, source = {}, files, links = {} } of ATTEMPTS) {
    it(`refuses ${name}`, async () => {
      const tree = await emptyTree();
      try {
        const write = (path: string, text: string) => {
          mkdirSync(dirname(join(tree.dir, path)), { recursive: true });
          writeFileSync(join(tree.dir, path), filled(text));
        };
        write(`${PLATFORM}/kustomization.yaml`, PARENT.replace('namespaces/application.yaml, ', ''));
        write(`${EXTRA}/application.yaml`, application(source));
        for (const [path, text] of Object.entries(files)) write(`${EXTRA}/objects/${path}`, text);
        for (const [path, to] of Object.entries(links)) {
          symlinkSync(filled(to), join(tree.dir, EXTRA, 'objects', path));
        }
        const result = await validateIn(session, { root: tree.dir, environments: ['local'] });
        const rules = result.findings.map((finding) => finding.rule);
        assert.ok(rules.includes(rule), `${rule} is not among ${JSON.stringify(result.findings, null, 1)}`);
        const { facts } = result.environments[0] ?? {};
        assert.ok(!JSON.stringify([result.findings, facts?.objects.map((o) => o.manifest)]).includes(CANARY));
      } finally {
        tree.remove();
      }
      assert.equal(connections, 0);
      assert.deepEqual(readdirSync(outside).sort(), [
        'kustomization.yaml',
        'object.yaml',
        'secret.txt',
        'values.yaml',
      ]);
    });
  }

  for (const path of [
    'policy/allowlist.yaml',
    `${GITOPS}/offline/local.yaml`,
    `${GITOPS}/parent/apps-root-local.yaml`,
    'helmfiles/projects/platform.yaml',
    'helmfiles/plugin/plugin.yaml',
    'helmfiles/plugin/render.sh',
  ]) {
    it(`reads nothing through a link in the place of ${path}`, async () => {
      const tree = await emptyTree();
      try {
        rmSync(join(tree.dir, path), { force: true });
        mkdirSync(dirname(join(tree.dir, path)), { recursive: true });
        symlinkSync(join(outside, 'secret.txt'), join(tree.dir, path));
        const said = await validateIn(session, { root: tree.dir, environments: ['local'] }).then(
          ({ findings }) => JSON.stringify(findings),
          (error) => {
            assert.ok(error instanceof ProblemError, String(error));
            return error.message;
          },
        );
        assert.notEqual(said, '[]');
        assert.ok(!said.includes(CANARY), said);
      } finally {
        tree.remove();
      }
    });
  }

  const emptyTree = () =>
    makeTree({
      environments: ['local'],
      edit: [],
      add: {},
      before: {},
      link: {},
      remove: [],
      compare: false,
      findings: [],
    });
});
