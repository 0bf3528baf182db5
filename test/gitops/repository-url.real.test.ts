import assert from 'node:assert/strict';
import { prepareTools } from '../../cli/support/tools';
import { normalizeRepositoryUrl, sameRepository } from '../../gitops/repository-url';
import { type Engine, startEngine } from '../../validate/engine/client';
import { LISTED, SPELLINGS, title } from './support/spellings';

/** Pieces that generated addresses are put together from: all that Go's parser treats in a way of its own. */
const PIECES = [
  ...[
    'https',
    'HTTP',
    'ssh',
    'git+ssh',
    'file',
    ':',
    '://',
    '//',
    '/',
    '@',
    'git@',
    'user:p%40ss@',
    'github.com',
  ],
  ...[
    '.git',
    '..',
    '.',
    '%2f',
    '%20',
    '%',
    '%C3%A9',
    '%25',
    '?',
    '#',
    '[::1]',
    '[fe80::1%25en0]',
    '[',
    ']',
    ':443',
  ],
  ...[
    'é',
    '\u0130',
    '\u212a',
    'Σ',
    '\u00a0',
    '\u0085',
    '\ufeff',
    ' ',
    '\t',
    '\n',
    '\0',
    '\x7f',
    '*',
    '{a,b}',
    '\\',
  ],
  ...[
    '!',
    '$',
    '&',
    "'",
    '(',
    '+',
    ',',
    ';',
    '=',
    '<',
    '"',
    '~',
    '\u2028',
    '😀',
    '^',
    '`',
    '|',
    '[::ffff:1.2.3.4]',
  ],
];

/** Addresses from a fixed seed, so that a failure can be seen again. */
function generated(count: number): string[] {
  let state = 20_261_123;
  const next = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % limit;
  };
  const starts = [
    '',
    '',
    'https://',
    'ssh://',
    'file://',
    'git@github.com:',
    'https://github.com/',
    'https://[::1%25',
  ];
  return Array.from({ length: count }, () => {
    const pieces = Array.from({ length: 1 + next(8) }, () => PIECES[next(PIECES.length)]);
    return `${starts[next(starts.length)]}${pieces.join('')}`;
  });
}

describe("repository addresses, as Argo CD's own code judges them", function () {
  this.timeout(60_000);
  let engine: Engine;

  before(async function () {
    this.timeout(900_000);
    const tools = await prepareTools(['engine'], () => undefined);
    engine = startEngine(tools.path('engine'), process.env);
  });

  after(() => engine?.close());

  it('a project permits exactly the spellings that the table says', async () => {
    const project = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'apps', namespace: 'argocd' },
      spec: { sourceRepos: [...LISTED] },
    };
    const checks = SPELLINGS.map(({ url }) => ({ source: { repoURL: url } }));
    const { permitted } = await engine.call('project-permits', { project, clusters: [], checks });
    const verdicts = SPELLINGS.map(({ url }, index) => `${title(url)}: ${permitted[index]}`);
    assert.deepEqual(
      verdicts,
      SPELLINGS.map((row) => `${title(row.url)}: ${row.permitted}`),
    );
  });

  it('every spelling has the same normal form', async () => {
    const urls = [...SPELLINGS.map(({ url }) => url), ...generated(20_000)];
    const { urls: expected } = await engine.call('normalize-url', { urls });
    const different = urls.filter((url, index) => normalizeRepositoryUrl(url) !== expected[index]);
    assert.deepEqual(different, []);
  });

  it('every readable spelling is the same as the same listed addresses', async () => {
    const readable = SPELLINGS.filter(({ url }) => normalizeRepositoryUrl(url) !== '');
    const pairs = readable.flatMap(({ url }) => LISTED.map((listed) => [url, listed] as const));
    const { same } = await engine.call('same-url', { pairs });
    assert.deepEqual(
      pairs.map(([left, right]) => sameRepository(left, right)),
      same,
    );
  });
});
