import { isObject, type Json, type JsonObject, plainObject } from '../wire/values';

/** A Helm release as its checked inputs describe it, without secret envelopes. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string | undefined;
  readonly values: JsonObject;
  /** Seconds for each of helm's waits. */
  readonly timeout: number;
  readonly repository: Repository | undefined;
  /** The other inputs, for {@link flagsOf}. */
  readonly options: JsonObject;
}

/** Where a chart comes from, if not from a path or an OCI registry. */
export interface Repository {
  readonly url: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
}

export const DEFAULT_TIMEOUT_SECONDS = 300;

/** Reads checked inputs (or a state, which holds the same keys). */
export function toRelease(properties: JsonObject): Release {
  const bare = plainObject(properties);
  const timeout = bare['timeout'];
  return {
    name: text(bare['name']) ?? '',
    namespace: text(bare['namespace']) ?? 'default',
    chart: text(bare['chart']) ?? '',
    version: text(bare['version']),
    values: isObject(bare['values']) ? bare['values'] : {},
    timeout: typeof timeout === 'number' && timeout > 0 ? timeout : DEFAULT_TIMEOUT_SECONDS,
    repository: isObject(bare['repositoryOpts']) ? toRepository(bare['repositoryOpts']) : undefined,
    options: bare,
  };
}

function toRepository(options: JsonObject): Repository {
  return {
    url: text(options['repo']),
    username: text(options['username']),
    password: text(options['password']),
    caFile: text(options['caFile']),
    certFile: text(options['certFile']),
    keyFile: text(options['keyFile']),
  };
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const SWITCHES: Readonly<Record<string, string>> = {
  atomic: '--atomic',
  cleanupOnFail: '--cleanup-on-fail',
  createNamespace: '--create-namespace',
  dependencyUpdate: '--dependency-update',
  devel: '--devel',
  disableOpenapiValidation: '--disable-openapi-validation',
  disableWebhooks: '--no-hooks',
  forceUpdate: '--force',
  renderSubchartNotes: '--render-subchart-notes',
  skipCrds: '--skip-crds',
  verify: '--verify',
};

/** Flags of `helm upgrade --install` for a release. */
export function upgradeFlags(release: Release): string[] {
  const { options } = release;
  const on = (key: string) => options[key] === true;
  const switches = Object.entries(SWITCHES)
    .filter(([key]) => on(key))
    .map(([, flag]) => flag);
  const waits = on('skipAwait') ? [] : ['--wait', ...(on('waitForJobs') ? ['--wait-for-jobs'] : [])];
  // Without --reset-values helm silently keeps the old values where the new ones are empty.
  const values = on('reuseValues') ? ['--reuse-values'] : ['--reset-values'];
  const described = text(options['description']);
  const postrender = text(options['postrender']);
  const keyring = text(options['keyring']);
  return [
    ...switches,
    ...waits,
    ...values,
    ...['--timeout', `${release.timeout}s`],
    ...(described ? ['--description', described] : []),
    ...(postrender ? ['--post-renderer', postrender] : []),
    ...(keyring && on('verify') ? ['--keyring', keyring] : []),
    ...(typeof options['maxHistory'] === 'number' ? ['--history-max', String(options['maxHistory'])] : []),
  ];
}
