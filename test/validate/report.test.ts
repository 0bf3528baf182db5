import assert from 'node:assert/strict';
import pc from 'picocolors';
import { FORMATS } from '../../validate/options';
import { formatReport } from '../../validate/report';
import { applicationChange, finding, objectChange, resultWith, withText } from './support/result';

const HOSTILE = 'a <img src=x onerror=alert(1)> `code` | **bold** @team #12 \u0000\n### forged';

/** Clears the screen, writes the clipboard, makes a link, turns the direction of writing; then one line more. */
const STEERING =
  'a\u001b[2Jb\u001b]52;c;cm0=\u0007c\u001b]8;;x:y\u001b\\d\u009b31me\u202ef\u200bg\rh\u{e0041}i';
/** Whatever a terminal obeys or nobody sees, but for the end of a line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const nodeNamed = (name: string) => ({ application: { metadata: { name } }, objects: [] });

describe('formatReport', () => {
  it('begins with what destroys, in text and in Markdown', () => {
    const result = resultWith([
      finding({ rule: 'aaa', found: 'first in the order of files' }),
      finding({ rule: 'deletes-namespace', found: 'the change deletes Namespace web' }),
    ]);
    for (const format of ['text', 'markdown'] as const) {
      const report = formatReport(result, format);
      assert.ok(report.indexOf('deletes Namespace web') < report.indexOf('first in the order of files'));
    }
  });

  it('has the colours that it is given, and none of its own', () => {
    const result = resultWith([finding({})]);
    assert.ok(!formatReport(result, 'text').includes('\u001b'));
    assert.ok(formatReport(result, 'text', pc.createColors(true)).includes('\u001b[31m'));
  });

  it('names the other places of a finding', () => {
    const related = [{ role: 'rendered by', file: 'b/application.yaml', line: 17 }];
    for (const format of ['text', 'markdown', 'html', 'junit'] as const) {
      const report = formatReport(resultWith([finding({ related })]), format);
      assert.ok(report.includes('rendered by b/application.yaml:17'), format);
    }
    const [result] = JSON.parse(formatReport(resultWith([finding({ related })]), 'sarif')).runs[0].results;
    const [{ physicalLocation, message }] = result.relatedLocations;
    assert.deepEqual(
      [physicalLocation.artifactLocation.uri, physicalLocation.region.startLine, message.text],
      ['b/application.yaml', 17, 'rendered by'],
    );
  });

  for (const format of FORMATS) {
    it(`shows what would steer a terminal, in ${format}, and does not pass it on`, () => {
      const report = formatReport(withText(`${STEERING}\nfaked`), format);
      const unseen = report.split('\n').filter((line) => UNSEEN.test(line));
      assert.deepEqual(unseen, []);
      assert.ok(report.includes('\\u001b[2J') || report.includes('\\\\u001b\\[2J'), report);
      // A page's lines are no lines of what it shows.
      if (format !== 'html') assert.ok(!/^faked/m.test(report), report);
    });
  }

  it('keeps the text of the tree as it is where programs read it', () => {
    const text = `${STEERING}\nfaked`;
    const { findings, live } = JSON.parse(formatReport(withText(text), 'json'));
    assert.deepEqual([findings[0].found, findings[0].where.file, live[0].cluster], [text, text, text]);
    const [result] = JSON.parse(formatReport(withText(text), 'sarif')).runs[0].results;
    assert.equal(decodeURIComponent(result.locations[0].physicalLocation.artifactLocation.uri), text);
  });

  it('says first whether the change is dangerous', () => {
    const dangerous = resultWith([finding({ rule: 'deletes-namespace' })]);
    assert.match(
      formatReport(dangerous, 'markdown'),
      /^### argo-bootstrap validate: 🛑 1 danger, ❌ 1 error, /,
    );
    assert.match(formatReport(resultWith([]), 'markdown'), /^### [^:]+: nothing dangerous, ✅ no errors, /);
    const { comparison: _none, ...alone } = dangerous;
    assert.match(formatReport(alone, 'markdown'), /^### argo-bootstrap validate: ❌ 1 error, /);
    assert.match(formatReport(dangerous, 'html'), /<li class="verdict-bad">1 danger<\/li>/);
  });

  it('fits a comment, and says what it cut', () => {
    const many = Array.from({ length: 2000 }, (_, index) => finding({ found: `finding ${index}` }));
    const report = formatReport(resultWith(many, 500), 'markdown');
    assert.ok(report.length <= 65_536);
    assert.match(report, /Cut to fit a comment: \d+ findings, 1 heading and 500 Applications\./);
  });

  it('lets no text of the tree become markup, in Markdown', () => {
    const report = formatReport(resultWith([finding({ found: HOSTILE })]), 'markdown');
    assert.ok(!report.includes('<img'));
    assert.ok(!report.includes('\n### forged'));
    assert.ok(!report.includes('@team'));
  });

  it('calls nobody and no issue by what a tree says, and shows it as it is, in Markdown', () => {
    const found = 'user@host:path for @team of #12, &#8203; too';
    const report = formatReport(resultWith([finding({ found })]), 'markdown');
    assert.ok(
      report.includes('user@&#8203;host:path for @&#8203;team of #&#8203;12, &amp;#&#8203;8203; too'),
      report,
    );
  });

  it('counts what differs in words, and says of what it does not know that it does not', () => {
    const moved = objectChange({ change: 'moved', movedFrom: 'infra-other' });
    const added = objectChange({ change: 'added' });
    const applications = [
      applicationChange({ objects: [added, added, moved] }),
      applicationChange({ name: 'broken', objects: [], unknown: true }),
    ];
    const result = resultWith([]);
    const environments = [{ name: 'local', dangers: [], applications }];
    const comparison = { base: { name: 'main', sha: '0' }, environments };
    const markdown = formatReport({ ...result, comparison }, 'markdown');
    assert.match(
      markdown,
      /^#### local: 2 Applications, 2 objects added, 1 moved, and 1 Application not known$/m,
    );
    assert.match(
      markdown,
      /<summary>changed <b>broken<\/b>: not rendered on one side, so that its changes are not known/,
    );
    assert.match(formatReport(result, 'text'), /: 0 Applications, 0 objects in local \(/);
    const environment = { name: 'local', findings: [], model: { applications: [nodeNamed('web')] } };
    const one = { ...result, environments: [environment] } as never;
    for (const format of ['text', 'markdown'] as const)
      assert.match(formatReport(one, format), /\b1 Application(,| and) 0 objects in local/);
  });

  it('lets no text of the tree become markup, in HTML', () => {
    const report = formatReport(resultWith([finding({ found: HOSTILE })]), 'html');
    assert.ok(!report.includes('<img'));
    assert.ok(!report.includes('<script>alert'));
    assert.match(report, /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/);
    assert.ok(!/(?:src|href)="(?!#)/.test(report));
  });

  it('gives code scanning a place and a rule for each finding, in SARIF', () => {
    const log = JSON.parse(
      formatReport(resultWith([finding({ where: { file: 'a b/ü#?%41:.yaml', line: 7 } })]), 'sarif'),
    );
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    assert.deepEqual(run.tool.driver.rules, [{ id: 'some-rule' }]);
    assert.deepEqual(run.results[0].locations[0].physicalLocation, {
      artifactLocation: { uri: 'a%20b/%C3%BC%23%3F%2541%3A.yaml', uriBaseId: 'SRCROOT' },
      region: { startLine: 7 },
    });
  });

  it('makes a failed case of an Application with errors, and a passed one of warnings, in JUnit', () => {
    const report = formatReport(
      resultWith([
        finding({ application: 'web', found: HOSTILE }),
        finding({ application: 'docs', severity: 'warning', found: 'only a warning' }),
      ]),
      'junit',
    );
    assert.match(report, /<testsuite name="local" tests="3" failures="1"/);
    assert.match(report, /<testcase name="web" [^>]*>\n {6}<failure type="some-rule"/);
    assert.match(report, /<testcase name="docs" [^>]*>\n {6}<system-out>/);
    assert.ok(!report.includes('\u0000'));
    assert.ok(!report.includes('<img'));
  });

  it('gives everything but the objects as data, in JSON', () => {
    const data = JSON.parse(formatReport(resultWith([finding({})]), 'json'));
    assert.deepEqual(data.summary.errors, 1);
    assert.deepEqual(data.comparison.environments[0].applications[0].objects[0].name, 'ConfigMap web');
    assert.equal(data.findings.length, 1);
  });
});
