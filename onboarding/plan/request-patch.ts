import { createTwoFilesPatch } from 'diff';
import type { TreeFacts } from '../facts';
import { ownersOf } from '../facts/owners';
import { requestFile } from '../layout';
import type { CompleteRequest } from '../request';
import type { Grant } from './grants';
import type { Texts } from './texts';

/** What others must decide, file by file. */
export interface GrantRequest {
  readonly file: string;
  readonly text: string;
  readonly parts: readonly {
    readonly file: string;
    readonly owners: readonly string[];
    readonly asks: readonly string[];
  }[];
}

const CODEOWNERS = 'CODEOWNERS';

/**
 * Writes the grants as a patch: whoever decides applies it with git; nothing is granted by its being there.
 *
 * @param direct The edits that the request itself makes, which the patch comes on top of.
 */
export function grantRequest(
  { service, team }: CompleteRequest,
  grants: readonly Grant[],
  direct: Texts,
  facts: TreeFacts,
): GrantRequest | undefined {
  if (grants.length === 0) return undefined;
  const codeowners = facts.read(CODEOWNERS)?.toString('utf8') ?? '';
  const file = requestFile(service);
  const files = [...new Set(grants.map((grant) => grant.file))].sort();
  const parts = files.map((path) => ({
    file: path,
    owners: ownersOf(codeowners, path),
    asks: grants.filter((grant) => grant.file === path).map(({ ask }) => ask),
  }));
  const patches = files.map((path) => {
    const mine = grants.filter((grant) => grant.file === path);
    const before = direct.text(path);
    return patchOf(
      path,
      before,
      mine.reduce((text, { apply }) => apply(text), before),
    );
  });
  return {
    file,
    parts,
    text: [preface(file, service, team), ...parts.map(describe), '', ...patches].join('\n'),
  };
}

function preface(file: string, service: string, team: string): string {
  return [
    `${team} asks for what service ${service} needs. Nothing of it is granted by this file.`,
    `Whoever decides applies it and removes it: git apply ${file} && rm ${file}`,
    '',
  ].join('\n');
}

function describe({ file, owners, asks }: GrantRequest['parts'][number]): string {
  const by = owners.length > 0 ? owners.join(' or ') : 'nobody that CODEOWNERS names';
  return [`${file}, decided by ${by}:`, ...asks.map((ask) => `  * ${ask}`)].join('\n');
}

function patchOf(path: string, before: string, after: string): string {
  const [, ...lines] = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after).split('\n');
  return [`diff --git a/${path} b/${path}`, ...lines].join('\n').replace(/^(---|\+\+\+ .*?)\t$/gm, '$1');
}
