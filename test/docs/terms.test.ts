import assert from 'node:assert/strict';
import { readPages } from './support/pages';
import { withoutCode } from './support/prose';

/** What is not to be written, and what to write instead. Code spans and blocks are not looked at. */
const TERMS: [RegExp, string][] = [
  [/\bArgo-?CD\b|\bargo cd\b/, 'Argo CD'],
  [
    /\b(?:Argo CD|child|root|parent|generated) apps?\b|\bapp[- ]of[- ]apps\b/i,
    'Application, root Application',
  ],
  [/\b(?:argo cd|child|root|parent) application/, 'Application'],
  [/\b[Aa]pplication ?[Ss]ets?\b(?!-)(?<!ApplicationSets?)/, 'ApplicationSet'],
  [/\b[Aa]pp ?[Pp]rojects?\b(?<!AppProjects?)/, 'AppProject, or project'],
  [/\bsync[- ]?phase\b|\bsyncwaves?\b|\bsync-waves?\b/i, 'sync wave'],
  [/\b(?:commit[- ]ish|git ref|target ref|commit hash|sha1)\b/i, 'revision, or commit'],
  [/\bk8s\b|\bkube cluster\b/i, 'Kubernetes'],
  [/\bprod\b|\bstage environment\b|\bdev environment\b/i, 'production, staging, local'],
  [/\bwhite-?list|\bblack-?list/i, 'allowlist'],
  [/\bHelmfiles?\b(?! (?:or|and|layers?)\b)(?<!^# .*)(?<!\. \S*)/, 'helmfile'],
  [/\bPulumi Stack\b|\bGitOps Tree\b/, 'stack, GitOps tree'],
];

/** The first forbidden word of a line, with what to write. */
function misnomer(text: string): string | undefined {
  const prose = withoutCode(text).replace(/\]\([^)]*\)|<https?:[^>]*>/g, '');
  const hit = TERMS.map(([pattern, better]) => [pattern.exec(prose)?.[0], better]).find(([word]) => word);
  return hit && `"${hit[0]}" is called ${hit[1]}`;
}

describe('the terms of the documentation', () => {
  for (const { path, prose } of readPages()) {
    it(path, () => {
      const problems = prose.flatMap(({ line, text }) => {
        const problem = misnomer(text);
        return problem ? [`${path}:${line}: ${problem}`] : [];
      });
      assert.deepEqual(problems, []);
    });
  }

  it('are told from their near neighbours', () => {
    assert.match(misnomer('the child apps of ArgoCD') ?? '', /Argo CD/);
    assert.match(misnomer('an Application Set makes it') ?? '', /ApplicationSet/);
    assert.equal(misnomer('an ApplicationSet, an AppProject, `argo cd app`, the layer apps'), undefined);
  });
});
