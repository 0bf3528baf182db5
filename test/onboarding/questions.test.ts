import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { askMissing, confirm } from '../../onboarding/questions';

/** Types one line for each question; what is shown comes back too. */
function typing(lines: readonly string[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  const left = [...lines];
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (chunk.toString().endsWith(': ') && left.length > 0) input.write(`${left.shift()}\n`);
  });
  return { streams: { input, output }, shown: () => shown, left };
}

describe('the questions', () => {
  it('ask for what is missing, and again where an answer does not fit', async () => {
    const answers = [
      'Payments',
      'payments',
      'payments',
      '@example-org/payments',
      '',
      'local staging',
      'apps',
      '',
      'large',
      './chart',
    ];
    const { streams, shown, left } = typing(answers);
    const fields = await askMissing({}, ['local', 'staging'], streams);
    assert.deepEqual(fields, {
      service: 'payments',
      team: '@example-org/payments',
      namespace: 'payments',
      environments: ['local', 'staging'],
      project: 'apps',
      size: 'large',
      chart: { path: './chart' },
    });
    assert.match(shown(), /up to 40 lower-case letters/);
    assert.match(shown(), /an owner as CODEOWNERS writes it/);
    assert.deepEqual(left, []);
  });

  it('ask for a chart part by part, until the parts fit together', async () => {
    const known = { service: 'a', team: '@a', namespace: 'a', environments: ['local'], project: 'apps' };
    const { streams, shown } = typing([
      ...['https://charts.example.com', 'web', 'latest'],
      ...['oci://ghcr.io/example/charts', 'web', '1.2.3'],
    ]);
    const fields = await askMissing({ ...known, repository: 'x', size: 'small' }, ['local'], streams);
    assert.deepEqual(fields['chart'], {
      repository: 'oci://ghcr.io/example/charts',
      name: 'web',
      version: '1.2.3',
    });
    assert.match(shown(), /an exact version/);
  });

  it('ask nothing that is known', async () => {
    const known = {
      ...{ service: 'a', team: '@a', namespace: 'a', environments: ['local'] },
      ...{ project: 'apps', repository: 'x', size: 'small', chart: { path: 'a' } },
    };
    const { streams, shown } = typing([]);
    assert.deepEqual(await askMissing(known, ['local'], streams), known);
    assert.equal(shown(), '');
  });

  it('end with an interruption', async () => {
    const { streams } = typing([]);
    const asking = askMissing({ service: 'a' }, ['local'], streams, AbortSignal.timeout(10));
    await assert.rejects(asking, { name: 'AbortError' });
  });

  it('end with the end of what is typed', async () => {
    const { streams } = typing([]);
    streams.input.end('@example-org/a\n');
    await assert.rejects(askMissing({ service: 'a' }, ['local'], streams), { name: 'AbortError' });
  });

  it('take what is typed ahead', async () => {
    const input = new PassThrough();
    input.write('@example-org/a\n\nlocal\n\n\n\n./chart\n');
    const fields = await askMissing({ service: 'a' }, ['local'], { input, output: new PassThrough() });
    assert.deepEqual(fields['chart'], { path: './chart' });
  });

  it('take nothing but the word for a confirmation', async () => {
    for (const [answer, is] of [
      ['payments', true],
      ['y', false],
      ['', false],
    ] as const) {
      assert.equal(await confirm('This deletes.', 'payments', typing([answer]).streams), is);
    }
  });
});
