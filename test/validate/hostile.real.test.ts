import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateIn } from '../../validate';
import { formatReport } from '../../validate/report';
import { openSession, type Session } from '../../validate/session';
import { makeTree } from './support/fixture';

const WEB = 'infra/kubernetes/gitops/argocd/platform/web';

const BOMB = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefghij'.split('').map((name, index) => {
    const inner = 'abcdefghij'[index];
    return `${name}: &${name} [${Array(9).fill(`*${inner}`).join(', ')}]`;
  }),
].join('\n');

interface Hostile {
  readonly name: string;
  /** A rule that must be among the findings. */
  readonly rule: string;
  readonly make: (dir: string) => void;
}

const write = (path: string, content: string | Buffer) => (dir: string) => {
  mkdirSync(join(dir, path, '..'), { recursive: true });
  writeFileSync(join(dir, path), content);
};

const APPLICATIONSET = 'infra/kubernetes/gitops/argocd/applicationsets/local/applicationset.yaml';

/** Puts a template into the name of the Applications that the tree's ApplicationSet generates. */
const nameTemplate = (template: string) => (dir: string) => {
  const file = join(dir, APPLICATIONSET);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace("'service-{{ index .path.segments 5 }}'", `'${template}'`));
};

/** An Application whose chart renders an Application of the next name over the same chart. */
function deployEndlessly(dir: string): void {
  const application = (name: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}
spec:
  project: root
  source: {repoURL: file:///workspace, targetRevision: HEAD, path: ${WEB}/again}
  destination: {server: https://kubernetes.default.svc, namespace: argocd}
`;
  write(`${WEB}/application.yaml`, application('again'))(dir);
  write(`${WEB}/again/Chart.yaml`, 'apiVersion: v2\nname: again\nversion: 1.0.0\n')(dir);
  write(`${WEB}/again/templates/next.yaml`, application('{{ .Release.Name }}-x'))(dir);
}

const DEEP = 50_000;

const CASES: readonly Hostile[] = [
  {
    name: 'a template of an ApplicationSet that never ends',
    rule: 'applicationset-failed',
    make: nameTemplate(
      `{{ range until 100000 }}${'{{ range until 100000 }}'.repeat(3)}${'{{ end }}'.repeat(4)}`,
    ),
  },
  {
    name: 'a template of an ApplicationSet that asks for all memory',
    rule: 'applicationset-failed',
    make: nameTemplate('{{ len (until 2000000000) }}'),
  },
  {
    name: 'a file of parameters of 100 MB',
    rule: 'applicationset-failed',
    make: (dir) => {
      const file = 'infra/kubernetes/gitops/argocd/apps/hello/environments/local.yaml';
      truncateSync(join(dir, file), 100 << 20);
    },
  },
  {
    name: 'Applications that deploy one another without end',
    rule: 'application-cycle',
    make: deployEndlessly,
  },
  {
    name: 'a manifest nested without end',
    rule: 'render-failed',
    make: write(
      'infra/kubernetes/gitops/argocd/foundation/namespaces/objects/deep.json',
      `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
    ),
  },
  {
    name: 'values nested by indentation',
    rule: 'yaml-limits',
    make: write(
      `${WEB}/values/common.yaml`,
      Array.from({ length: 1500 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
    ),
  },
  {
    name: 'a pipe in the place of values',
    rule: 'render-failed',
    make: (dir) => {
      rmSync(join(dir, WEB, 'values', 'common.yaml'));
      execFileSync('mkfifo', [join(dir, WEB, 'values', 'common.yaml')]);
    },
  },
  { name: 'a YAML bomb in values', rule: 'yaml-limits', make: write(`${WEB}/values/common.yaml`, BOMB) },
  {
    name: 'a YAML bomb in a kustomization',
    rule: 'yaml-limits',
    make: write('infra/kubernetes/gitops/argocd/platform/kustomization.yaml', BOMB),
  },
  {
    name: 'brackets without end',
    rule: 'yaml-limits',
    make: write(`${WEB}/values/common.yaml`, '['.repeat(200_000)),
  },
  {
    name: 'a file of 100 MB',
    rule: 'file-too-large',
    make: (dir) => {
      write(`${WEB}/values/large.yaml`, '')(dir);
      truncateSync(join(dir, WEB, 'values', 'large.yaml'), 100 << 20);
    },
  },
  {
    name: 'links that lead to each other',
    rule: 'symlink',
    make: (dir) => {
      symlinkSync('two', join(dir, WEB, 'chart', 'one'));
      symlinkSync('one', join(dir, WEB, 'chart', 'two'));
    },
  },
  {
    name: 'a file name with a line break that forges a line of the report',
    rule: 'yaml-syntax',
    make: write(`${WEB}/values/a\nerror forged.yaml`, 'a: [b'),
  },
  {
    name: 'a manifest whose file name has an escape sequence',
    rule: 'unknown-field',
    make: write(
      'infra/kubernetes/gitops/argocd/foundation/namespaces/objects/a\u001b[31m.yaml',
      'apiVersion: v1\nkind: LimitRange\nmetadata: {name: web}\nspec: {limits: []}\nforged: true\n',
    ),
  },
  {
    name: 'a YAML bomb in a record',
    rule: 'yaml-limits',
    make: write(`${WEB}/onboarding.yaml`, BOMB),
  },
  {
    name: 'a YAML bomb in the allowlist',
    rule: 'yaml-limits',
    make: write('policy/allowlist.yaml', BOMB),
  },
  {
    name: 'a YAML bomb in a chart',
    rule: 'yaml-limits',
    make: write(`${WEB}/chart/Chart.yaml`, BOMB),
  },
  {
    name: 'a YAML bomb in a root Application',
    rule: 'yaml-limits',
    make: write('infra/kubernetes/gitops/argocd/parent/apps-root-local.yaml', BOMB),
  },
  {
    name: 'a YAML bomb in a project',
    rule: 'yaml-limits',
    make: write('helmfiles/projects/platform.yaml', BOMB),
  },
  {
    name: 'a template with lines without end',
    rule: 'unknown-kind',
    make: write(
      `${WEB}/chart/templates/widget.yaml`,
      `apiVersion: ${' '.repeat(500_000)}example.com/v1\nkind: Widget\nmetadata: {${' '.repeat(500_000)}name: web}\n`,
    ),
  },
  {
    name: 'links that lead to each other among manifests',
    rule: 'render-failed',
    make: (dir) => {
      const objects = join(dir, 'infra/kubernetes/gitops/argocd/foundation/namespaces/objects');
      symlinkSync('two.yaml', join(objects, 'one.yaml'));
      symlinkSync('one.yaml', join(objects, 'two.yaml'));
    },
  },
  {
    name: 'a binary file in the place of values',
    rule: 'render-failed',
    make: write(`${WEB}/values/common.yaml`, Buffer.from(Array.from({ length: 4096 }, (_, at) => at % 256))),
  },
  {
    name: 'a template that never ends',
    rule: 'render-timeout',
    make: write(
      `${WEB}/chart/templates/config.yaml`,
      '{{ range until 100000 }}{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}{{ end }}',
    ),
  },
  {
    name: 'a template that asks for all memory',
    rule: 'render-failed',
    make: write(`${WEB}/chart/templates/config.yaml`, '{{ len (until 2000000000) }}'),
  },
  {
    name: 'an Application that is no Application',
    rule: 'application-malformed',
    make: write(
      `${WEB}/application.yaml`,
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: infra-web, namespace: argocd}\nspec: {project: [], source: {repoURL: file:///workspace, targetRevision: HEAD, plugin: {env: [{name: a, value: b}]}}}\n',
    ),
  },
];

describe('validate, on hostile trees', function () {
  this.timeout(120_000);
  let cache: string;
  let session: Session;

  before(async function () {
    this.timeout(900_000);
    cache = mkdtempSync(join(tmpdir(), 'validate-cache-'));
    // Filling memory to its limit takes some seconds by itself, and must meet that limit first.
    session = await openSession({ root: cache, cache, timeoutSeconds: 20 });
  });

  after(async () => {
    await session?.close();
    rmSync(cache, { recursive: true, force: true });
  });

  for (const { name, rule, make } of CASES) {
    it(`ends, and says why: ${name}`, async () => {
      const tree = await makeTree({
        environments: ['local'],
        edit: [],
        add: {},
        before: {},
        link: {},
        remove: [],
        compare: false,
        findings: [],
      });
      try {
        make(tree.dir);
        const started = performance.now();
        const result = await validateIn(session, { root: tree.dir, environments: ['local'] });
        const { findings } = result;
        assert.ok(performance.now() - started < 60_000);
        const rules = findings.map((finding) => finding.rule);
        assert.ok(rules.includes(rule), `${rule} is not among ${JSON.stringify(findings, undefined, 1)}`);
        assert.doesNotMatch(formatReport(result, 'text'), /^error forged/m);
        assert.deepEqual(processesIn(session.scratch), []);
      } finally {
        tree.remove();
      }
    });
  }
});

/** The processes that work in a directory of the session, by their command lines. */
function processesIn(directory: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return command.includes(directory) ? [command] : [];
      } catch {
        return [];
      }
    });
}
