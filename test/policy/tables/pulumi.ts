import { type Subject, TYPE } from '../../../policy/core/subject';
import { SECRET } from '../../../policy/core/values';
import { provider, put, release, repositorySecret } from '../support/resources';
import { allows, denies, type Table } from '../support/table';

const stack: Subject = { type: TYPE.stack, props: {} };
const CONTEXTS = { config: { contexts: ['argo-bootstrap-production'] } };
const secret = (key: string, value: unknown) =>
  put(put(repositorySecret(), 'stringData', undefined), key, value);
const value = (path: string, content: unknown) => put(release(), `values.${path}`, content);

export const pulumi: readonly Table[] = [
  {
    rule: 'environment-known',
    rows: [
      allows('production', stack),
      allows('local', stack, { environment: 'local' }),
      denies('another', stack, [' = dev'], { environment: 'dev' }),
      denies('a name that every object has', stack, [' = constructor'], { environment: 'constructor' }),
    ],
  },
  {
    rule: 'provider-context',
    rows: [
      allows('the configured one', provider(), CONTEXTS),
      denies('another', put(provider(), 'context', 'production'), ['context = production'], CONTEXTS),
      denies('none', put(provider(), 'context', undefined), ['context = missing'], CONTEXTS),
      denies('a wrong type', put(provider(), 'context', 7), ['context = 7'], CONTEXTS),
      denies('nothing configured', provider(), ['context = argo-bootstrap-production']),
      denies(
        'a kubeconfig of its own',
        put(provider(), 'kubeconfig', 'apiVersion: v1'),
        ['kubeconfig = kubeconfig'],
        CONTEXTS,
      ),
      allows('an empty one', put(provider(), 'kubeconfig', ''), CONTEXTS),
      allows('one of two', provider(), { config: { contexts: ['x', 'argo-bootstrap-production'] } }),
    ],
  },
  {
    rule: 'secrets-encrypted',
    rows: [
      allows('secret as a whole', secret('stringData', SECRET)),
      allows('secret one by one', secret('data', { a: SECRET })),
      allows('nothing', secret('data', undefined)),
      allows('empty values', secret('data', { a: '', b: null })),
      denies('plain', secret('stringData', { a: 'x', b: SECRET, c: 'y' }), [
        'stringData.a = a',
        'stringData.c = c',
      ]),
      denies('plain data', secret('data', { a: 'eA==' }), ['data.a = a']),
      denies('a wrong type', secret('data', 'x'), ['data = data']),
      allows('no credentials', release()),
      denies(
        'credentials in values',
        value('configs.repositories', {
          a: { url: 'https://x', password: 'x', username: 'u', sshPrivateKey: SECRET },
        }),
        ['values.configs.repositories.a.password = password'],
      ),
      denies('in another chart too', put(value('auth', { adminPassword: 'x' }), 'chart', 'other'), [
        'values.auth.adminPassword = adminPassword',
      ]),
      denies('in a list', value('users', [{ token: 'x' }, { token: SECRET }]), [
        'values.users[0].token = token',
      ]),
      denies('below a key that says so', value('token', { password: 'x' }), [
        'values.token.password = password',
      ]),
      allows(
        'keys that hold none',
        value('x', {
          automountServiceAccountToken: 'x',
          existingSecretToken: 'x',
          passwordSecretRef: 'x',
          createSecret: 'x',
          argocdServerAdminPasswordMtime: 'x',
        }),
      ),
      allows('a key that only starts so', value('x', { passwordPolicy: 'strict' })),
      denies('a key that only starts like one that holds none', value('x', { createSecretToken: 'x' }), [
        'values.x.createSecretToken = createSecretToken',
      ]),
      allows('the switch of argocd-secret', value('configs.secret', { createSecret: true })),
      allows('an empty one', value('x', { password: '' })),
      allows('a switch', value('x', { password: true })),
      denies('extra keys of argocd-secret', value('configs.secret.extra', { a: 'x', b: SECRET }), [
        'values.configs.secret.extra.a = a',
      ]),
      allows('extra keys of another chart', put(value('configs.secret.extra', { a: 'x' }), 'chart', 'other')),
      denies(
        'an extra object',
        value('extraObjects', [{ apiVersion: 'v1', kind: 'Secret', stringData: { a: 'x' } }]),
        ['values.extraObjects[0].stringData.a = a'],
      ),
    ],
  },
];
