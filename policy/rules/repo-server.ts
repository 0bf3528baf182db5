import { isArgoRelease, repoServerOf, settingsPath } from '../argocd/install';
import type { Violation } from '../core/finding';
import { defineRule, everywhere } from '../core/rule';
import { POD_PATHS, TYPE } from '../core/subject';
import { at, isAbsent, isTrue, type Path, show, text } from '../core/values';

const MANUAL = 'https://argo-cd.readthedocs.io/en/stable/operator-manual/';
const TYPES = [TYPE.release, TYPE.configMap];

export const repoServerToken = defineRule({
  name: 'repo-server-token',
  title: 'The repo-server’s pod mounts no Kubernetes token.',
  why: 'It renders what repositories say and needs nothing from the Kubernetes API; a template that escapes finds the token there.',
  remediation: 'Set automountServiceAccountToken: false on the repo-server.',
  references: [`${MANUAL}security/`],
  types: [TYPE.release, ...Object.keys(POD_PATHS)],
  options: {},
  check(subject): Violation[] {
    const pod = repoServerOf(subject)?.pod;
    if (!pod) return [];
    const path = [...pod, 'automountServiceAccountToken'];
    if (at(subject.props, path) === false) return [];
    return [{ path, expected: 'false', fix: 'set it to false' }];
  },
});

/** Parameters that take the encryption off a connection to the repo-server. */
const PLAINTEXT = [
  'reposerver.disable.tls',
  'server.repo.server.plaintext',
  'controller.repo.server.plaintext',
  'applicationsetcontroller.repo.server.plaintext',
  'notificationscontroller.repo.server.plaintext',
];

export const repoServerTls = defineRule({
  name: 'repo-server-tls',
  title: 'Every connection to the repo-server is encrypted.',
  why: 'Repository credentials and rendered Secrets pass over it.',
  remediation: 'Remove reposerver.disable.tls and the *.repo.server.plaintext parameters.',
  references: [`${MANUAL}tls/#inbound-tls-options-for-argocd-repo-server`],
  types: TYPES,
  options: {},
  check(subject): Violation[] {
    const params = settingsPath(subject, 'argocd-cmd-params-cm');
    if (!params) return [];
    return PLAINTEXT.map((key): Path => [...params, key])
      .filter((path) => isTrue(at(subject.props, path)))
      .map((path) => ({ path, expected: '"false"', fix: 'remove it, or set it to "false"' }));
  },
});

export const repoServerFiles = defineRule({
  name: 'repo-server-files',
  title: 'The repo-server follows no symbolic link out of a repository, and keeps .git from the plugin.',
  why: 'In CVE-2022-24904 a link out of the repository read other teams’ files; .git holds the history, and the credentials of a badly configured clone.',
  remediation:
    'Set reposerver.allow.oob.symlinks to "false" and reposerver.plugin.tar.exclusions to .git/**.',
  references: [
    'https://github.com/argoproj/argo-cd/security/advisories/GHSA-6gcg-hp2x-q54h',
    `${MANUAL}config-management-plugins/#plugin-tar-stream-exclusions`,
  ],
  types: TYPES,
  options: {},
  check(subject): Violation[] {
    const params = settingsPath(subject, 'argocd-cmd-params-cm');
    if (!params) return [];
    const links = [...params, 'reposerver.allow.oob.symlinks'];
    const tar = [...params, 'reposerver.plugin.tar.exclusions'];
    const follows = isTrue(at(subject.props, links));
    const excludes = (text(at(subject.props, tar)) ?? '')
      .split(';')
      .some((glob) => /^\.git(\/\*\*?)?$/.test(glob));
    return [
      ...(follows ? [{ path: links, expected: '"false"', fix: 'remove it, or set it to "false"' }] : []),
      ...(excludes ? [] : [{ path: tar, expected: '.git/** among them', fix: 'add .git/**' }]),
    ];
  },
});

/** Sizes that end a render, with Argo CD's default, which holds where the parameter is missing. */
const SIZES = [
  'reposerver.max.combined.directory.manifests.size',
  'reposerver.streamed.manifest.max.tar.size',
  'reposerver.streamed.manifest.max.extracted.size',
  'reposerver.helm.manifest.max.extracted.size',
  'reposerver.oci.manifest.max.extracted.size',
];

/** Parameters in seconds. */
const TIMES = ['server', 'controller', 'applicationsetcontroller'].map(
  (component) => `${component}.repo.server.timeout.seconds`,
);

/** Parameters that switch a limit off. */
const UNLIMITED = [
  'reposerver.disable.helm.manifest.max.extracted.size',
  'reposerver.disable.oci.manifest.max.extracted.size',
];

export const repoServerLimits = defineRule({
  name: 'repo-server-limits',
  title: 'What one repository may cost the repo-server is limited, in bytes and in seconds.',
  why: 'Without limits one repository fills the disk or holds the renderer: GHSA-jhwx-mhww-rgc3 and CVE-2023-40584 were such denials of service.',
  remediation: 'Keep Argo CD’s own limits, or set lower ones.',
  references: ['https://github.com/argoproj/argo-cd/security/advisories/GHSA-g687-f2gx-6wm8'],
  types: TYPES,
  options: {
    maxBytes: everywhere(
      { type: 'integer', minimum: 1, description: 'The largest size limit.' },
      1_000_000_000,
    ),
    maxSeconds: everywhere({ type: 'integer', minimum: 1, description: 'The longest time limit.' }, 300),
  },
  check(subject, { options }): Violation[] {
    const params = settingsPath(subject, 'argocd-cmd-params-cm');
    if (!params) return [];
    const value = (key: string) => at(subject.props, [...params, key]);
    const beyond = (max: number) => (key: string) =>
      !isAbsent(value(key)) && !(amount(value(key)) > 0 && amount(value(key)) <= max);
    const report = (expected: string) => (key: string) => ({
      path: [...params, key],
      expected,
      fix: `remove it for Argo CD's own limit, or set ${expected}`,
    });
    return [
      ...SIZES.filter(beyond(options.maxBytes)).map(report(`a size of at most ${options.maxBytes} bytes`)),
      ...TIMES.filter(beyond(options.maxSeconds)).map(report(`at most ${options.maxSeconds} seconds`)),
      ...UNLIMITED.filter((key) => isTrue(value(key))).map(report('"false"')),
    ];
  },
});

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

/** A number of seconds, or a size such as `10M` and `1Gi`; NaN where it is neither. */
function amount(value: unknown): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(show(value).trim()) ?? [];
  return digits === undefined ? Number.NaN : Number(digits) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
}

export const networkPolicies = defineRule({
  name: 'network-policies',
  title: 'Argo CD’s own network policies are installed.',
  why: 'Redis holds rendered manifests: in CVE-2024-31989 any pod that reached it could become administrator of the cluster. The repo-server answers whoever reaches it.',
  remediation: 'Set global.networkPolicy.create: true.',
  references: ['https://github.com/argoproj/argo-cd/security/advisories/GHSA-9766-5277-j5hr'],
  types: [TYPE.release],
  options: {},
  check(subject): Violation[] {
    const path = ['values', 'global', 'networkPolicy', 'create'];
    if (!isArgoRelease(subject) || at(subject.props, path) === true) return [];
    return [{ path, expected: 'true', fix: 'set it to true' }];
  },
});
