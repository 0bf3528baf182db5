import { isArgoRelease } from '../argocd/install';
import { secretField, secretType } from '../argocd/secret';
import type { Violation } from '../core/finding';
import { defineRule, everywhere } from '../core/rule';
import { type Subject, TYPE } from '../core/subject';
import { at, isAbsent, isRecord, isTrue, keysOf, type Path, record, show, text } from '../core/values';

const MANUAL = 'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/';

/** The connection of one cluster. */
interface Connection {
  /** Where it stands. */
  readonly path: Path;
  readonly config: unknown;
}

export const clusterVerified = defineRule({
  name: 'cluster-verified',
  title: 'A cluster’s connection verifies the server, takes no detour and runs no unknown program.',
  why: 'Argo CD’s controller runs the `command` of execProviderConfig with all of its rights, and sends whatever it deploys, Secrets among it, to whoever answers.',
  remediation:
    'Give the cluster its certificate authority (caData), remove proxyUrl, and use a credential or a program that this rule lists.',
  references: [`${MANUAL}#clusters`],
  types: [TYPE.secret, TYPE.release],
  options: {
    commands: everywhere<readonly string[]>(
      { type: 'array', items: { type: 'string' }, description: 'Programs that may fetch a credential.' },
      ['argocd-k8s-auth'],
    ),
  },
  check(subject, { options }): Violation[] {
    return connections(subject).flatMap(({ path, config }) =>
      problems(config, options.commands).map(([found, expected]) => ({
        path,
        value: found,
        found,
        expected,
        fix: 'remove it from the connection',
      })),
    );
  },
});

function connections(subject: Subject): Connection[] {
  const { props } = subject;
  if (subject.type === TYPE.secret) {
    const { path, value } = secretField(props, 'config');
    return secretType(props) === 'cluster' && !isAbsent(value) ? [{ path, config: parsed(value) }] : [];
  }
  const clusters: Path = ['values', 'configs', 'clusterCredentials'];
  if (!isArgoRelease(subject)) return [];
  return Object.entries(Object(at(props, clusters))).map(([key, cluster]) => ({
    path: [...clusters, key, 'config'],
    config: parsed(record(cluster)['config']),
  }));
}

function parsed(config: unknown): unknown {
  if (typeof config !== 'string') return config;
  try {
    return JSON.parse(config);
  } catch {
    return undefined;
  }
}

/** What is wrong with a connection. Argo CD reads its fields in any letter case. */
function problems(config: unknown, commands: readonly string[]): [found: string, expected: string][] {
  if (!isRecord(config)) return [['a connection that is no JSON object', 'a JSON object']];
  const insecure = fields(config, 'tlsClientConfig', 'insecure').some(isTrue);
  const proxies = fields(config, 'proxyUrl').filter((value) => !isAbsent(value));
  const programs = fields(config, 'execProviderConfig', 'command')
    .filter((value) => !isAbsent(value))
    .filter((value) => !commands.includes(text(value) ?? ''));
  const expected = `a credential, or one of the programs ${commands.join(', ') || '(none)'}`;
  return [
    ...(insecure ? ([['tlsClientConfig.insecure is true', 'caData']] as [string, string][]) : []),
    ...proxies.map((value): [string, string] => [`proxyUrl is ${show(value)}`, 'no proxy']),
    ...programs.map((value): [string, string] => [`execProviderConfig runs ${show(value)}`, expected]),
  ];
}

function fields(value: unknown, ...names: readonly string[]): unknown[] {
  const [name, ...rest] = names;
  if (name === undefined) return [value];
  return keysOf(value, name).flatMap((key) => fields(record(value)[key], ...rest));
}
