import type { Subject } from '../../../policy/core/subject';
import { put, release, repositorySecret } from '../support/resources';
import { allows, denies, type Table } from '../support/table';

const labelled = put(repositorySecret(), ['metadata', 'labels', 'argocd.argoproj.io/secret-type'], 'cluster');
const secret = (config: unknown): Subject => put(labelled, 'stringData', { server: 'https://x', config });
const cluster = (config: object) => secret(JSON.stringify(config));
const values = (clusters: unknown) => put(release(), 'values.configs.clusterCredentials', clusters);
const said = (text: string) => [`stringData.config = ${text}`];

export const clusters: readonly Table[] = [
  {
    rule: 'cluster-verified',
    rows: [
      allows(
        'a credential',
        cluster({ bearerToken: 'x', tlsClientConfig: { insecure: false, caData: 'x' }, proxyUrl: '' }),
      ),
      denies(
        'no verification',
        cluster({ tlsClientConfig: { insecure: true } }),
        said('tlsClientConfig.insecure is true'),
      ),
      denies(
        'in other letters',
        cluster({ TLSClientConfig: { INSECURE: true } }),
        said('tlsClientConfig.insecure is true'),
      ),
      denies(
        'in one of two spellings',
        cluster({ tlsClientConfig: { insecure: true, Insecure: false } }),
        said('tlsClientConfig.insecure is true'),
      ),
      denies(
        'a detour',
        cluster({ proxyUrl: 'http://evil.example' }),
        said('proxyUrl is http://evil.example'),
      ),
      denies(
        'a program',
        cluster({ execProviderConfig: { command: 'sh' } }),
        said('execProviderConfig runs sh'),
      ),
      denies(
        'a program of a wrong type',
        cluster({ execProviderConfig: { command: 7 } }),
        said('execProviderConfig runs 7'),
      ),
      allows("Argo CD's own program", cluster({ execProviderConfig: { command: 'argocd-k8s-auth' } })),
      allows('another program, as configured', cluster({ execProviderConfig: { command: 'x' } }), {
        config: { commands: ['x'] },
      }),
      denies(
        'everything',
        cluster({
          execProviderConfig: { command: 'sh' },
          proxyUrl: 'x',
          tlsClientConfig: { insecure: true },
        }),
        [
          ...said('tlsClientConfig.insecure is true'),
          ...said('proxyUrl is x'),
          ...said('execProviderConfig runs sh'),
        ],
      ),
      denies('what cannot be read', secret('{'), said('a connection that is no JSON object')),
      denies('a list', secret('[]'), said('a connection that is no JSON object')),
      denies(
        'encoded',
        put(put(labelled, 'stringData', undefined), 'data', {
          config: Buffer.from('{"proxyUrl": "x"}').toString('base64'),
        }),
        ['data.config = proxyUrl is x'],
      ),
      allows('none, as for the cluster that Argo CD runs in', secret('')),
      allows('another Secret', put(repositorySecret(), 'stringData.config', '{')),
      denies(
        'in values',
        values({
          a: { server: 'https://x', config: { proxyUrl: 'x' } },
          b: { config: { bearerToken: 'x' } },
        }),
        ['values.configs.clusterCredentials.a.config = proxyUrl is x'],
      ),
      denies('in a list of values', values([{ config: { proxyUrl: 'x' } }]), [
        'values.configs.clusterCredentials["0"].config = proxyUrl is x',
      ]),
      denies('without connection in values', values({ a: {} }), [
        'values.configs.clusterCredentials.a.config = a connection that is no JSON object',
      ]),
      allows('values of another chart', put(values({ a: {} }), 'chart', 'other')),
      allows('values of a wrong type', values(7)),
    ],
  },
];
