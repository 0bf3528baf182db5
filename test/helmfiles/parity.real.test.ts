import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { releaseInputs } from '../../embedded/provider/cert-manager/release-inputs';
import type { JsonObject } from '../../embedded/provider/wire/values';
import { byName, differences, type KubernetesObject, type Objects } from '../charts/support/objects';
import {
  ENVIRONMENTS,
  type Environment,
  helmfileTemplate,
  helmTemplate,
  prepare,
  ROOT,
} from '../charts/support/render';
import { runProgram } from '../components/support/program';
import { find, type Recorded } from '../components/support/record';
import { committed } from '../config/support/case';

/** The only differences between the two ways in: what it is, where it may be, and why. */
const ALLOWED = [
  {
    reason: 'Helm writes its own name into this label when it installs',
    object: /^Namespace\//,
    difference: /^metadata\.labels\.app\.kubernetes\.io\/managed-by: "pulumi" \| -$/,
  },
  {
    reason: 'Pulumi remembers in its state that the namespace stays, Helm in an annotation',
    object: /^Namespace\/argocd$/,
    difference: /^metadata\.annotations\.helm\.sh\/resource-policy: - \| "keep"$/,
  },
  {
    reason:
      'argocd-server makes this project first: Pulumi is told to take it over here, Helm by the release',
    object: /^AppProject\/default$/,
    difference: /^metadata\.annotations\.pulumi\.com\/patchForce: "true" \| -$/,
  },
] as const;

const CERT_MANAGER = ['config', 'argo-bootstrap:certificates', 'certManager'];

/** A stack's committed file for a machine without chart repositories: our own chart, and cert-manager's from its module. */
function offline(environment: Environment): string {
  const document = parseDocument(committed(environment).file);
  document.setIn(['config', 'argo-bootstrap:argocd', 'chart'], { source: 'path', path: 'charts/argo-cd' });
  if (document.hasIn(CERT_MANAGER)) {
    document.setIn([...CERT_MANAGER, 'chart'], { source: 'path', path: 'charts/cert-manager' });
  }
  return document.toString();
}

/** The objects of the stack: those it registers, and those of its releases. */
async function objectsOfStack(tools: string, environment: Environment, file: string): Promise<Objects> {
  const resources = await runProgram({ ...committed(environment), file });
  const release = find(resources, 'kubernetes:helm.sh/v3:Release', 'argocd-release').inputs;
  const certManager = resources
    .filter(({ type }) => type === 'kubernetes-cert-manager:index:CertManager')
    .map(({ inputs }) => releaseInputs(inputs as JsonObject));
  const rendered = [release, ...certManager].map(({ chart, values, name }) =>
    helmTemplate(tools, join(ROOT, String(chart)), values, String(name)),
  );
  const registered = byName(resources.filter(isObject).map(({ inputs }) => inputs));
  return new Map([registered, ...(await Promise.all(rendered))].flatMap((objects) => [...objects]));
}

function isObject(resource: Recorded): resource is Recorded & { inputs: KubernetesObject } {
  return 'kind' in resource.inputs && 'apiVersion' in resource.inputs;
}

function allowed(object: string, difference: string): boolean {
  return ALLOWED.some((one) => one.object.test(object) && one.difference.test(difference));
}

describe('the stack and helmfiles/00-argocd.yaml', function () {
  this.timeout(120_000);
  let tools: string;
  before(async function () {
    this.timeout(1_200_000);
    tools = await prepare();
  });

  for (const environment of ENVIRONMENTS) {
    it(`install the same objects in ${environment}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'argo-bootstrap-parity-'));
      try {
        const file = offline(environment);
        const stackFile = join(folder, `Pulumi.${environment}.yaml`);
        writeFileSync(stackFile, file);
        const stack = await objectsOfStack(tools, environment, file);
        const helmfile = await helmfileTemplate(tools, environment, stackFile);
        assert.deepEqual([...stack.keys()].sort(), [...helmfile.keys()].sort());
        const found = [...stack].flatMap(([name, object]) =>
          differences(object, helmfile.get(name))
            .filter((difference) => !allowed(name, difference))
            .map((difference) => `${name} ${difference}`),
        );
        assert.deepEqual(found, []);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});
