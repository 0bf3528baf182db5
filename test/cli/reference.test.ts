import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '../../cli/program';
import { REFERENCE_FILE, withReference } from '../../cli/reference-file';
import { EXIT_CODES } from '../../cli/support/describe';
import { PROJECT_ROOT } from '../support/checkout';
import { visibleCommands } from './support/program';

describe(REFERENCE_FILE, () => {
  const page = readFileSync(join(PROJECT_ROOT, REFERENCE_FILE), 'utf8');

  it('is what the program says; otherwise run `npm run reference`', () => {
    assert.equal(page, withReference(PROJECT_ROOT, commandLine()));
  });

  it('has every command, option and exit code', () => {
    for (const command of visibleCommands(commandLine())) {
      const [, section = ''] = page.split(`\n### ${command.name()}\n`);
      const [own = ''] = section.split('\n### ');
      assert.notEqual(own, '', command.name());
      for (const { flags } of command.options) assert.ok(own.includes(`| \`${flags}\` |`), flags);
    }
    for (const [code, meaning] of EXIT_CODES) assert.ok(page.includes(`| ${code} | ${meaning} |`));
  });

  it('names no place of this machine', () => {
    assert.ok(!page.includes(PROJECT_ROOT));
  });
});
