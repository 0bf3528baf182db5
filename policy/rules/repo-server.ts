import { bytes, seconds } from '../argocd/amounts';
import { isArgoRelease, repoServerOf } from '../argocd/install';
import {
  FOREIGN_LINKS,
  type Parameter,
  PLAINTEXT,
  SIZES,
  TAR_EXCLUSIONS,
  TIMES,
  UNLIMITED,
} from '../argocd/parameters';
import { PARAMETER_TYPES, type Setting, settingsOf } from '../argocd/settings';
import type { Violation } from '../core/finding';
import { defineRule, everywhere } from '../core/rule';
import { POD_PATHS, TYPE } from '../core/subject';
import { at, isAbsent, list, type Path, record, text } from '../core/values';
import { switchedOn } from './switches';

const MANUAL = 'https://argo-cd.readthedocs.io/en/stable/operator-manual/';

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
    const mounted = at(subject.props, path) === false ? [] : [path];
    return [
      ...mounted.map((here) => ({ path: here, expected: 'false', fix: 'set it to false' })),
      ...tokenVolumes(subject.props, pod).map((here) => ({
        path: here,
        expected: 'no volume with a serviceAccountToken',
        fix: 'remove it',
      })),
    ];
  },
});

/** Volumes that hold a token all the same. */
function tokenVolumes(props: unknown, pod: Path): Path[] {
  const volumes: Path = [...pod, 'volumes'];
  return list(at(props, volumes)).flatMap((volume, index) =>
    list(at(volume, ['projected', 'sources'])).some((source) => 'serviceAccountToken' in record(source))
      ? [[...volumes, index]]
      : [],
  );
}

export const repoServerTls = defineRule({
  name: 'repo-server-tls',
  title: 'Every connection to the repo-server is encrypted.',
  why: 'Repository credentials and rendered Secrets pass over it.',
  remediation:
    'Remove reposerver.disable.tls and the *.repo.server.plaintext parameters, and their variables and options.',
  references: [`${MANUAL}tls/#inbound-tls-options-for-argocd-repo-server`],
  types: PARAMETER_TYPES,
  options: {},
  check(subject): Violation[] {
    return switchedOn(PLAINTEXT.flatMap((parameter) => settingsOf(subject, parameter)));
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
  types: PARAMETER_TYPES,
  options: {},
  check(subject): Violation[] {
    const tar = settingsOf(subject, TAR_EXCLUSIONS).filter(({ value }) => !excludesGit(value));
    return [
      ...switchedOn(settingsOf(subject, FOREIGN_LINKS)),
      ...tar.map(({ path }) => ({ path, expected: '.git/** among them', fix: 'add .git/**' })),
    ];
  },
});

function excludesGit(globs: unknown): boolean {
  return (text(globs) ?? '').split(';').some((glob) => /^\.git(\/\*\*?)?$/.test(glob));
}

export const repoServerLimits = defineRule({
  name: 'repo-server-limits',
  title: 'What one repository may cost the repo-server is limited, in bytes and in seconds.',
  why: 'Without limits one repository fills the disk or holds the renderer: CVE-2024-29893 and CVE-2023-40584 were such denials of service.',
  remediation: 'Keep Argo CD’s own limits, or set lower ones.',
  references: [
    'https://github.com/argoproj/argo-cd/security/advisories/GHSA-g687-f2gx-6wm8',
    'https://github.com/argoproj/argo-cd/security/advisories/GHSA-jhwx-mhww-rgc3',
  ],
  types: PARAMETER_TYPES,
  options: {
    maxBytes: everywhere(
      { type: 'integer', minimum: 1, description: 'The largest size limit.' },
      1_000_000_000,
    ),
    maxSeconds: everywhere({ type: 'integer', minimum: 1, description: 'The longest time limit.' }, 300),
  },
  check(subject, { options }): Violation[] {
    const beyond = (max: number, amount: (value: unknown) => number) => (setting: Setting) =>
      !isAbsent(setting.value) && !(amount(setting.value) > 0 && amount(setting.value) <= max);
    const report = (expected: string) => (setting: Setting) => ({
      path: setting.path,
      expected,
      fix: `remove it for Argo CD's own limit, or set ${expected}`,
    });
    const all = (parameters: readonly Parameter[]) =>
      parameters.flatMap((parameter) => settingsOf(subject, parameter));
    return [
      ...all(SIZES)
        .filter(beyond(options.maxBytes, bytes))
        .map(report(`a size of at most ${options.maxBytes} bytes`)),
      ...all(TIMES)
        .filter(beyond(options.maxSeconds, seconds))
        .map(report(`at most ${options.maxSeconds} seconds`)),
      ...switchedOn(all(UNLIMITED)),
    ];
  },
});

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
