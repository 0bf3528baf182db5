import type { Application } from '../../gitops/manifest';
import type { Problem } from '../../gitops/problem';
import type { ApplicationNode, Origin } from './model';

/** Applications within Applications; a real tree has three levels. */
const MAX_DEPTH = 12;

/** Applications of one environment. */
const MAX_APPLICATIONS = 20_000;

/** The Applications from an origin up to the root, the nearest first. */
export function ancestors(origin: Origin): ApplicationNode[] {
  if (origin.kind === 'root') return [];
  const parent = origin.kind === 'application' ? origin.parent : origin.set.parent;
  return [parent, ...ancestors(parent.origin)];
}

/** Why an Application is not to be followed: it deploys itself, or there would be no end to it. */
export function endlessness(
  application: Application,
  origin: Origin,
  { applications }: { readonly applications: readonly unknown[] },
): (Problem & { at: Application }) | undefined {
  const { name } = application.metadata;
  const above = ancestors(origin).map((node) => node.application.metadata.name);
  const chain = [...above.slice().reverse(), name].join(' → ');
  if (above.includes(name)) return cycle(application, `Application ${name} deploys itself: ${chain}`);
  if (above.length >= MAX_DEPTH) {
    return cycle(application, `Applications deploy one another ${MAX_DEPTH} levels deep, and on: ${chain}`);
  }
  return applications.length < MAX_APPLICATIONS ? undefined : tooMany(application);
}

function cycle(at: Application, found: string): Problem & { at: Application } {
  return {
    rule: 'application-cycle',
    at,
    found,
    expected: 'Applications that deploy others, never themselves',
    fix: 'take the Application out of the path that it deploys',
  };
}

/** The same text for each of them, so that it is reported once. */
function tooMany(at: Application): Problem & { at: Application } {
  return {
    rule: 'applications-too-many',
    at,
    found: `the environment has more than ${MAX_APPLICATIONS} Applications; the rest is not looked at`,
    expected: `at most ${MAX_APPLICATIONS} Applications`,
    fix: 'correct what generates them',
  };
}
