import type { EnvironmentName } from './environment';

/** Variables of a Go program's environment that say when it collects its garbage. */
type GoRuntime = Readonly<Record<string, string>>;

/** What has a Go program collect its garbage early: most of them are small, and idle beside a developer's work. */
const COLLECT_EARLY: GoRuntime = { GOGC: '50' };

/**
 * The two that bring up an environment. For each definition that arrives the API server builds the schemas of all anew,
 * and the application-controller reads them all again, while every Application waits: forty times with the Gateway API.
 * Garbage of that work would be most of the memory of the whole environment, so it is bounded.
 */
type Busy = 'kube-apiserver' | 'application-controller';

/**
 * Local stays up beside a developer's work, so its bounds are tight: what is in use (300 MiB in the API server) and
 * gaps just wide enough; with 448 MiB that took a quarter more processor time.
 */
const LOCAL: Readonly<Record<Busy, GoRuntime>> = {
  'kube-apiserver': { GOGC: '100', GOMEMLIMIT: '496MiB' },
  'application-controller': { GOGC: '100', GOMEMLIMIT: '192MiB' },
};

/**
 * A rehearsal holds cert-manager's definitions as well and is thrown away after it: 400 MiB more than with the bounds of
 * before (640 and 192 MiB) saved 5 to 10 of its 50 seconds.
 */
const REHEARSAL: Readonly<Record<Busy, GoRuntime>> = {
  'kube-apiserver': { GOGC: '150', GOMEMLIMIT: '900MiB' },
  'application-controller': { GOGC: '200', GOMEMLIMIT: '512MiB' },
};

/** When `program` of environment `name` collects its garbage. */
export function goRuntime(name: EnvironmentName, program: string): GoRuntime {
  const busy: Readonly<Record<string, GoRuntime>> = name === 'local' ? LOCAL : REHEARSAL;
  return busy[program] ?? COLLECT_EARLY;
}
