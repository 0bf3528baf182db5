import { INSECURE, NO_LOGIN } from '../argocd/parameters';
import { PARAMETER_TYPES, settingsOf, settingsPath } from '../argocd/settings';
import type { Violation } from '../core/finding';
import { defineRule, perEnvironment } from '../core/rule';
import { type Subject, TYPE } from '../core/subject';
import { at } from '../core/values';
import { switchedOn } from './switches';

const MANUAL = 'https://argo-cd.readthedocs.io/en/stable/';
const TYPES = [TYPE.release, TYPE.configMap];

/** The violation of a switch of argocd-cm that must be off; Argo CD's own default is off. */
function mustBeOff(subject: Subject, key: string): Violation[] {
  const settings = settingsPath(subject, 'argocd-cm');
  if (!settings) return [];
  const path = [...settings, key];
  return switchedOn([{ path, value: at(subject.props, path) }]);
}

export const serverExecOff = defineRule({
  name: 'server-exec-off',
  title: 'The web terminal is off.',
  why: 'It gives a shell in any pod that Argo CD manages to whoever may `exec` in its RBAC, past the cluster’s own access control and audit. In CVE-2024-41666 a session outlived the right to it.',
  remediation: 'Set exec.enabled to "false" in argocd-cm.',
  references: [
    `${MANUAL}operator-manual/web_based_terminal/`,
    'https://github.com/argoproj/argo-cd/security/advisories/GHSA-v8wx-v5jq-qhhw',
  ],
  types: TYPES,
  options: {},
  check: (subject) => mustBeOff(subject, 'exec.enabled'),
});

export const serverAnonymousOff = defineRule({
  name: 'server-anonymous-off',
  title: 'Nobody gets in without logging in.',
  why: 'Anonymous access shows every Application to everyone who reaches the server; with CVE-2022-29165 it made everyone an administrator. With `server.disable.auth` nobody is asked at all.',
  remediation:
    'Set users.anonymous.enabled to "false" in argocd-cm, and remove server.disable.auth from argocd-cmd-params-cm, the environment and the command line of the server.',
  references: ['https://github.com/argoproj/argo-cd/security/advisories/GHSA-r642-gv9p-2wjj'],
  types: PARAMETER_TYPES,
  options: {},
  check: (subject) => [
    ...mustBeOff(subject, 'users.anonymous.enabled'),
    ...switchedOn(settingsOf(subject, NO_LOGIN)),
  ],
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
    const off = value === false || value === 'false';
    const expected = `"false" in ${environment}`;
    // Argo CD reads the administrator as one of the accounts, too, and believes what it reads last.
    const again = [...settings, 'accounts.admin.enabled'];
    return [
      ...(off ? [] : [{ path, expected, fix: 'set it to "false"' }]),
      ...switchedOn([{ path: again, value: at(subject.props, again) }]),
    ];
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
    'Set server.insecure to "false" in argocd-cmd-params-cm, remove it from the environment and the command line of the server, or say with `tlsInFront` that something ends TLS before it.',
  references: [`${MANUAL}operator-manual/tls/`],
  types: PARAMETER_TYPES,
  options: {
    tlsInFront: perEnvironment(
      { type: 'boolean', description: 'Whether a proxy or mesh in front of the server ends TLS.' },
      { local: false, staging: false, production: false },
    ),
  },
  check(subject, { options }): Violation[] {
    return options.tlsInFront ? [] : switchedOn(settingsOf(subject, INSECURE));
  },
});
