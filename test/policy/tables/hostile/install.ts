import type { Subject } from '../../../../policy/core/subject';
import { configMap, put, release } from '../../support/resources';
import { allows, denies, type Table } from '../../support/table';
import { switches } from './switches';

const cm = (key: string, value: unknown) => put(release(), ['values', 'configs', 'cm', key], value);
const params = (key: string, value: unknown) => put(release(), ['values', 'configs', 'params', key], value);
const other = (subject: Subject) => put(subject, 'chart', 'other');

/** Settings where Argo CD reads them as well: the environment, the command line, and other keys. */
export const hostileInstall: readonly Table[] = [
  { rule: 'server-tls', rows: switches('server', 'argocd-server', 'ARGOCD_SERVER_INSECURE', 'insecure') },
  {
    rule: 'server-anonymous-off',
    rows: [
      ...switches('server', 'argocd-server', 'ARGOCD_SERVER_DISABLE_AUTH', 'disable-auth'),
      denies('no log-in at all', params('server.disable.auth', 'true'), [
        'values.configs.params["server.disable.auth"] = true',
      ]),
      denies(
        'no log-in at all, in the ConfigMap',
        configMap('argocd-cmd-params-cm', { 'server.disable.auth': 'true' }),
        ['data["server.disable.auth"] = true'],
      ),
    ],
  },
  {
    rule: 'server-admin-off',
    rows: [
      denies('on again as an account', cm('accounts.admin.enabled', 'true'), [
        'values.configs.cm["accounts.admin.enabled"] = true',
      ]),
      allows('off as an account too', cm('accounts.admin.enabled', 'false')),
      allows('on as an account where it may be', cm('accounts.admin.enabled', 'true'), {
        environment: 'local',
      }),
    ],
  },
  {
    rule: 'repo-server-tls',
    rows: [
      ...switches('repoServer', 'argocd-repo-server', 'ARGOCD_REPO_SERVER_DISABLE_TLS', 'disable-tls'),
      ...switches('server', 'argocd-server', 'ARGOCD_SERVER_REPO_SERVER_PLAINTEXT', 'repo-server-plaintext'),
      ...switches(
        'controller',
        'argocd-application-controller',
        'ARGOCD_APPLICATION_CONTROLLER_REPO_SERVER_PLAINTEXT',
        'repo-server-plaintext',
      ),
      ...switches(
        'applicationSet',
        'argocd-applicationset-controller',
        'ARGOCD_APPLICATIONSET_CONTROLLER_REPO_SERVER_PLAINTEXT',
        'repo-server-plaintext',
      ),
      ...switches(
        'notifications',
        'argocd-notifications',
        'ARGOCD_NOTIFICATION_CONTROLLER_REPO_SERVER_PLAINTEXT',
        'argocd-repo-server-plaintext',
      ),
    ],
  },
  {
    rule: 'project-own',
    rows: [
      allows('none', release()),
      allows('an empty one', cm('globalProjects', '')),
      denies('a project for all', cm('globalProjects', '- projectName: root'), [
        'values.configs.cm.globalProjects = - projectName: root',
      ]),
      denies('in the ConfigMap', configMap('argocd-cm', { globalProjects: 'x' }), [
        'data.globalProjects = x',
      ]),
      denies('a wrong type', cm('globalProjects', 7), ['values.configs.cm.globalProjects = 7']),
      allows('in another ConfigMap', configMap('other', { globalProjects: 'x' })),
      allows('of another chart', put(other(cm('globalProjects', 'x')), 'globalProjects', 'x')),
    ],
  },
];
