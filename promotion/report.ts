import type { Commit } from './git';
import type { Commits, Promotion } from './plan';

const LISTED = 30;

/** A promotion as a reader sees it, before or after it is written. */
export function formatPromotion(promotion: Promotion, written: boolean): string {
  const { to, revision, direction } = promotion;
  if (direction === 'none') return `${to} runs ${short(revision.after)} already; nothing changes.`;
  return [
    `${to}: ${short(revision.before)} → ${short(revision.after)}${DIRECTIONS[direction]}`,
    `${proofOf(promotion)}.`,
    ...section('Commits it gains', promotion.gained),
    ...section('Commits it loses', promotion.lost),
    ...applications(promotion),
    '',
    ...(written ? nextSteps(promotion) : ['Nothing was written (--dry-run).']),
  ].join('\n');
}

const DIRECTIONS: Readonly<Record<Promotion['direction'], string>> = {
  none: '',
  first: ', the first promotion: git does not know what it runs now',
  forwards: '',
  backwards: ', BACKWARDS',
  sideways: ', BACKWARDS in part: neither commit has all of the other',
};

function short(sha: string): string {
  return sha.slice(0, 12);
}

function proofOf({ proof, from, to, revision }: Promotion): string {
  const same = proof.at === revision.after ? 'it' : `${short(proof.at)}, which reads the same`;
  switch (proof.how) {
    case 'healthy':
      return `Every Application of ${from} is Synced and Healthy at ${same}`;
    case 'synced':
      return `Argo CD of ${from} synced ${proof.applications.join(', ')} to ${same}; whether all was Healthy then is not recorded`;
    case 'promoted':
      return `${to} ran it before`;
  }
}

function section(title: string, { total, relevant }: Commits): string[] {
  if (total === 0) return [];
  const more = relevant.length > LISTED ? [`  and ${relevant.length - LISTED} more`] : [];
  const heading = `${title}: ${total}, ${relevant.length} of which change what it reads`;
  return ['', heading, ...relevant.slice(0, LISTED).map(line), ...more];
}

function line({ sha, date, author, subject }: Commit): string {
  return `  ${short(sha)}  ${date.slice(0, 10)}  ${author}  ${subject}`;
}

function applications({ applications: moved }: Promotion): string[] {
  if (moved.length === 0) return ['', 'Applications it moves: none; what they read is the same'];
  const width = Math.max(...moved.map(({ name }) => name.length));
  const rows = moved.map(({ name, change, files }) => {
    const names = files.map((file) => file.split('/').slice(-2).join('/'));
    const some = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
    return `  ${name.padEnd(width)}  ${change}  ${some.join(', ')}`.trimEnd();
  });
  return ['', `Applications it moves: ${moved.length}`, ...rows];
}

function nextSteps({ to, rewrites, direction, revision }: Promotion): string[] {
  const verb = direction === 'backwards' || direction === 'sideways' ? 'Roll back' : 'Promote';
  return [
    'Written. Commit it, have it reviewed, and apply it from the trunk:',
    `  git commit -m "${verb} ${to} to ${short(revision.after)}" -- ${rewrites.map(({ file }) => file).join(' ')}`,
    `  pulumi up --stack ${to} --policy-pack policy`,
  ];
}
