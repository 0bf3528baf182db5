import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { temporaryDirectory } from '../support/temporary';
import { makeTree } from '../validate/support/fixture';
import { ESCAPE, onTerminal, PROGRAM } from './support/terminal';

const GITOPS = 'infra/kubernetes/gitops/argocd';
/** Clears the screen, writes the clipboard, makes a link, turns the direction of writing, goes back, rings. */
const STEERING = '\u001b[2J\u001b]52;c;cm0=\u0007\u001b]8;;x:y\u001b\\\u009b31m\u202e\r\b';
/** The same as YAML and JSON write it. */
const QUOTED = STEERING.split('\\')
  .join('\\\\')
  .replace(/[^ -~]/gu, escaped);
/** What the program itself may print: colours, and the line that is written over. */
const OWN = new RegExp(`${ESCAPE}\\[\\d+m|\\r${ESCAPE}\\[2K|\\r(?=\\n)`, 'g');
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}]/u;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** In the name of a file, in a field that is reported, in a tool's message, and in what an object comes to. */
const TREE = {
  environments: ['local'],
  before: {},
  link: {},
  remove: [],
  compare: true,
  findings: [],
  edit: [
    {
      file: `${GITOPS}/apps/hello/chart/templates/config.yaml`,
      from: '\ndata:',
      to: `\ndata:\n  steering: "${QUOTED}"`,
    },
    {
      file: `${GITOPS}/platform/web/application.yaml`,
      from: 'project: platform',
      to: 'project: "plat\\u202eform"',
    },
  ],
  add: {
    [`${GITOPS}/notes/${STEERING.replaceAll('/', '')}.yaml`]: 'a: [',
    [`${GITOPS}/platform/web/chart/templates/fail.yaml`]: `{{ fail (fromJson "{\\"a\\": \\"${QUOTED.replaceAll('\\', '\\\\')}\\"}").a }}`,
  },
};

describe('what a tree says', function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();
  let tree: Awaited<ReturnType<typeof makeTree>>;

  before(async () => {
    tree = await makeTree(TREE);
  });

  after(() => tree?.remove());

  const steers = (shown: string) =>
    shown
      .replace(OWN, '')
      .split('\n')
      .filter((line) => UNSEEN.test(line));

  for (const CI of ['', 'true'])
    for (const format of ['text', 'markdown', 'json', 'html', 'sarif', 'junit']) {
      it(`does not steer the terminal that shows the report as ${format}${CI && ', in a job'}`, async () => {
        const command = `${PROGRAM} validate --root ${tree.dir} --env local --base HEAD --format ${format}`;
        const shown = await onTerminal(command, { CI });
        assert.deepEqual(steers(shown), []);
        assert.match(shown, /u001b/);
      });
    }

  it('does not steer the terminal that shows a file of the report', async () => {
    for (const format of ['text', 'markdown', 'html']) {
      const file = join(directory.path, `report.${format}`);
      const args = ['validate', '--root', tree.dir, '--env', 'local', '--format', format, '--output', file];
      const { exitCode } = await execa(PROGRAM, args, { reject: false });
      assert.equal(exitCode, 1);
      assert.deepEqual(steers(readFileSync(file, 'utf8')), []);
    }
  });

  it('does not steer the terminal that shows where an Application comes from', async () => {
    const shown = await onTerminal(`${PROGRAM} explain infra-web --root ${tree.dir}`);
    assert.match(shown, /project plat\\u202eform/);
    assert.match(shown, /not rendered +.*\\u001b\[2J/);
    assert.deepEqual(steers(shown), []);
  });
});
