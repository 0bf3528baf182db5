import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { formatLocation } from '../../gitops/problem';
import { validateIn } from '../../validate';
import { relatedLines } from '../../validate/finding';
import { openSession, type Session } from '../../validate/session';
import { makeTree, readFixture } from './support/fixture';

const FIXTURES = resolve(__dirname, '..', 'fixtures', 'validate');

describe('validate, on trees with one defect each', function () {
  this.timeout(120_000);
  let cache: string;
  let session: Session;

  before(async function () {
    this.timeout(900_000);
    cache = mkdtempSync(join(tmpdir(), 'validate-cache-'));
    session = await openSession({ root: FIXTURES, cache });
  });

  after(async () => {
    await session?.close();
    rmSync(cache, { recursive: true, force: true });
  });

  for (const kind of ['valid', 'invalid']) {
    for (const name of readdirSync(join(FIXTURES, kind)).sort()) {
      it(`${kind}: ${basename(name, '.yaml')}`, async () => {
        const fixture = readFixture(join(FIXTURES, kind, name));
        const tree = await makeTree(fixture);
        try {
          const { environments, compare } = fixture;
          const result = await validateIn(session, {
            root: tree.dir,
            environments,
            ...(compare && { base: 'HEAD' }),
          });
          const found = result.findings.map(({ rule, where, found: text, related, application }, index) => ({
            rule,
            where: where ? formatLocation(where) : '',
            found: text,
            ...(fixture.findings[index]?.related && { related: relatedLines({ related: related ?? [] }) }),
            ...(fixture.findings[index]?.application && { application }),
          }));
          assert.deepEqual(found, fixture.findings);
        } finally {
          tree.remove();
        }
      });
    }
  }
});
