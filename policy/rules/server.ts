import { settingsPath } from '../argocd/install';
import type { Violation } from '../core/finding';
import { defineRule, perEnvironment } from '../core/rule';
import { type Subject, TYPE } from '../core/subject';
import { at, isTrue, type Path, UNKNOWN } from '../core/values';

const MANUAL = 'https://argo-cd.readthedocs.io/en/stable/';
const TYPES = [TYPE.release, TYPE.configMap];

/** The violation of a switch of argocd-cm that must be off; Argo CD's own default is off. */
function mustBeOff(subject: Subject, key: string): Violation[] {
  const settings = settingsPath(subject, 'argocd-cm');
  if (!settings) return [];
  return switchedOn(subject, [...settings, key]);
}

/** A value that is not known yet counts as on: the verdict then waits for `up`. */
function switchedOn({ props }: Subject, path: Path): Violation[] {
  const value = at(props, path);
  if (!isTrue(value) && value !== UNKNOWN) return [];
  return [{ path, expected: '"false"', fix: 'remove it, or set it to "false"' }];
}

export const serverExecOff = defineRule({
  name: 'server-exec-off',
  title: 'The web terminal is off.',
  why: 'It gives a shell in any pod that Argo CD manages to whoever may `exec` in its RBAC, past the cluster’s own access control and audit. In GO-2024-3006 a session outlived the right to it.',
  remediation: 'Set exec.enabled to "false" in argocd-cm.',
  references: [`${MANUAL}operator-manual/web_based_terminal/`, 'https://pkg.go.dev/vuln/GO-2024-3006'],
  types: TYPES,
  options: {},
  check: (subject) => mustBeOff(subject, 'exec.enabled'),
});

export const serverAnonymousOff = defineRule({
  name: 'server-anonymous-off',
  title: 'Nobody gets in without logging in.',
  why: 'Anonymous access shows every Application to everyone who reaches the server; with CVE-2022-29165 it made everyone an administrator.',
  remediation: 'Set users.anonymous.enabled to "false" in argocd-cm.',
  references: ['https://github.com/argoproj/argo-cd/security/advisories/GHSA-r642-gv9p-2wjj'],
  types: TYPES,
  options: {},
  check: (subject) => mustBeOff(subject, 'users.anonymous.enabled'),
});

export const serverBadgeOff = defineRule({
  name: 'server-badge-off',
  title: 'The status badge is off.',
  why: 'It answers without a log-in, and tells everyone who asks whether an Application exists and how it is.',
  remediation: 'Set statusbadge.enabled to "false" in argocd-cm.',
  references: [`${MANUAL}user-guide/status-badge/`],
  types: TYPES,
  options: {},
  check: (subject) => mustBeOff(subject, 'statusbadge.enabled'),
});

export const serverAdminOff = defineRule({
  name: 'server-admin-off',
  title: 'The built-in administrator is off in production.',
  why: 'It is one shared password with every right, outside single sign-on and its second factor, and it is on unless switched off.',
  remediation:
    'Set admin.enabled to "false" in argocd-cm, and map administrators to a group in argocd-rbac-cm.',
  references: [`${MANUAL}operator-manual/user-management/#disable-admin-user`],
  types: TYPES,
  options: {
    allowed: perEnvironment(
      { type: 'boolean', description: 'Whether the built-in administrator may be on.' },
      { local: true, staging: true, production: false },
    ),
  },
  check(subject, { options, environment }): Violation[] {
    const settings = settingsPath(subject, 'argocd-cm');
    if (!settings || options.allowed) return [];
    const path = [...settings, 'admin.enabled'];
    const value = at(subject.props, path);
    if (value === false || value === 'false') return [];
    return [{ path, expected: `"false" in ${environment}`, fix: 'set it to "false"' }];
  },
});

export const rbacDefaultEmpty = defineRule({
  name: 'rbac-default-empty',
  title: 'Whoever is in no group may do nothing.',
  why: 'Everyone who can log in gets policy.default, whatever the rest of the policy says.',
  remediation: 'Set policy.default to "" in argocd-rbac-cm.',
  references: [`${MANUAL}operator-manual/rbac/#the-default-policy`],
  types: TYPES,
  options: {},
  check(subject): Violation[] {
    const settings = settingsPath(subject, 'argocd-rbac-cm');
    if (!settings) return [];
    const path = [...settings, 'policy.default'];
    const value = at(subject.props, path);
    if (value === undefined || value === null || value === '') return [];
    return [{ path, expected: 'empty', fix: 'empty it, and give each group what it needs in policy.csv' }];
  },
});

export const serverTls = defineRule({
  name: 'server-tls',
  title: 'The API server speaks TLS, unless something in front of it does.',
  why: 'Log-ins and tokens would cross the network as clear text.',
  remediation:
    'Set server.insecure to "false" in argocd-cmd-params-cm, or say with `tlsInFront` that something ends TLS before it.',
  references: [`${MANUAL}operator-manual/tls/`],
  types: TYPES,
  options: {
    tlsInFront: perEnvironment(
      { type: 'boolean', description: 'Whether a proxy or mesh in front of the server ends TLS.' },
      { local: false, staging: false, production: false },
    ),
  },
  check(subject, { options }): Violation[] {
    const settings = settingsPath(subject, 'argocd-cmd-params-cm');
    if (!settings || options.tlsInFront) return [];
    return switchedOn(subject, [...settings, 'server.insecure']);
  },
});
