import assert from 'node:assert/strict';
import { join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { readArgoCdValues } from '../../config/values';
import { leaves, type Objects } from './support/objects';
import { ENVIRONMENTS, helmTemplate, prepare, ROOT } from './support/render';
import { type Pod, pods } from './support/workloads';

/** The official chart, where it can be had: an unpacked folder or an archive of it. */
const OFFICIAL = process.env['ARGO_CD_CHART'];

/** Values that the official chart hands on without knowing their keys. */
const FREE =
  /^(configs\.(cm|params|rbac)|\w+\.(resources|pdb)|repoServer\.(extraContainers|volumes))(\.|\[|$)/;

/** What the official chart calls the ports that the release's own manifests give as numbers. */
const PORTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'argocd-application-controller': { metrics: 8082 },
  'argocd-applicationset-controller': { metrics: 8080 },
  'argocd-redis': { redis: 6379 },
  'argocd-repo-server': { 'repo-server': 8081, metrics: 8084 },
};

interface Policy {
  readonly ingress?: readonly { readonly ports?: readonly { readonly port: string | number }[] }[];
}

/** A network policy's or disruption budget's spec in the words of both charts: ports as numbers, no instance label. */
function spec(objects: Objects, name: string): unknown {
  const { metadata, spec: found } = objects.get(name) as unknown as {
    metadata: { name: string };
    spec: Policy;
  };
  const ports = PORTS[metadata.name] ?? {};
  return JSON.parse(JSON.stringify(found), (key, value) => {
    if (key === 'app.kubernetes.io/instance') return undefined;
    return key === 'port' && typeof value === 'string' ? (ports[value] ?? value) : value;
  });
}

function configuration(objects: Objects, name: string): Record<string, string> {
  const { data } = objects.get(`ConfigMap/${name}`) as unknown as { data: Record<string, string> };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, value.trim()]));
}

function podOf(objects: Objects, name: string): Pod {
  const pod = pods(objects).get(name);
  assert(pod, name);
  return pod;
}

function names(objects: Objects, kind: string): string[] {
  return [...objects.keys()].filter((name) => name.startsWith(`${kind}/`)).sort();
}

// Without the official chart there is nothing to compare with; values.schema.json refuses unknown keys all the same.
if (OFFICIAL) {
  describe('charts/argo-cd beside the official chart', function () {
    this.timeout(60_000);
    let tools: string;
    before(async function () {
      this.timeout(1_200_000);
      tools = await prepare();
    });

    for (const environment of ENVIRONMENTS) {
      describe(`with the values of ${environment}`, () => {
        let ours: Objects;
        let theirs: Objects;
        before(async () => {
          const values = readArgoCdValues(ROOT, environment);
          ours = await helmTemplate(tools, join(ROOT, 'charts/argo-cd'), values);
          theirs = await helmTemplate(tools, OFFICIAL, values);
        });

        it('sets no value that the official chart does not know', async () => {
          const { stdout } = await execa(join(tools, 'helm'), ['show', 'values', OFFICIAL]);
          const known = new Set(leaves(parse(stdout)).keys());
          const knows = (path: string) =>
            [...known].some((key) => key === path || key.startsWith(`${path}.`));
          const unknown = [...leaves(readArgoCdValues(ROOT, environment)).keys()].filter(
            (path) => !FREE.test(path) && !knows(path),
          );
          assert.deepEqual(unknown, []);
        });

        for (const name of [
          'argocd-cm',
          'argocd-cmd-params-cm',
          'argocd-rbac-cm',
          'argocd-ssh-known-hosts-cm',
        ]) {
          it(`means the same by ${name}`, () => {
            assert.deepEqual(configuration(ours, name), configuration(theirs, name));
          });
        }

        it('runs the same sidecar', () => {
          const find = (objects: Objects) =>
            podOf(objects, 'Deployment/argocd-repo-server').containers.find(
              ({ name }) => name === 'helmfile',
            );
          assert.deepEqual(find(ours), find(theirs));
        });

        it('runs the same images with the same security and resources', () => {
          const workloads = [
            ...names(ours, 'Deployment'),
            ...names(ours, 'StatefulSet'),
            ...names(ours, 'Job'),
          ];
          for (const name of workloads) {
            const [one, other] = [podOf(ours, name), podOf(theirs, name)];
            const facts = ({ containers: [first], securityContext }: Pod) => ({
              image: first?.image,
              resources: first?.resources,
              container: first?.securityContext,
              pod: securityContext ?? {},
            });
            assert.deepEqual(facts(one), facts(other), name);
            assert.equal(
              one.automountServiceAccountToken ?? true,
              other.automountServiceAccountToken ?? true,
              name,
            );
          }
        });

        it('has the same workloads, in the same number', () => {
          for (const kind of ['Deployment', 'StatefulSet', 'Job']) {
            assert.deepEqual(names(ours, kind), names(theirs, kind));
          }
          const replicas = (objects: Objects, name: string) =>
            (objects.get(name) as unknown as { spec: { replicas?: number } }).spec.replicas ?? 1;
          for (const name of [...names(ours, 'Deployment'), ...names(ours, 'StatefulSet')]) {
            assert.equal(replicas(ours, name), replicas(theirs, name), name);
          }
        });

        for (const kind of ['NetworkPolicy', 'PodDisruptionBudget']) {
          it(`has the same ${kind} objects`, () => {
            assert.deepEqual(names(ours, kind), names(theirs, kind));
            for (const name of names(ours, kind))
              assert.deepEqual(spec(ours, name), spec(theirs, name), name);
          });
        }
      });
    }
  });
}
