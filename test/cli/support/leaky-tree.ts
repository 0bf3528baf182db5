import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';

const TREE = 'infra/kubernetes/gitops/argocd';
const HELLO = `${TREE}/apps/hello`;

/** A Secret of the tree: the name of the object, and the value that it gives away. */
export interface Leak {
  readonly name: string;
  readonly value: string;
}

/**
 * Writes Secrets into the chart of a service: each value as text, as base64, as text where base64 belongs, which the
 * schema refuses, and in a ConfigMap.
 */
export function leakObjects(root: string, leaks: readonly Leak[]): void {
  const objects = leaks.flatMap(({ name, value }) => [
    secret(name, { stringData: { value }, data: { base64: Buffer.from(value).toString('base64') } }),
    secret(`${name}-wrong`, { data: { value } }),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata(`${name}-map`),
      data: { value, address: addressWith(value) },
    },
  ]);
  const text = objects.map((object) => stringify(object)).join('---\n');
  writeFileSync(join(root, HELLO, 'chart', 'templates', 'leaks.yaml'), text);
}

const metadata = (name: string) => ({ name, namespace: 'hello' });
const secret = (name: string, data: object) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: metadata(name),
  ...data,
});

/** An address as somebody would write a credential into it; a key's last line stands for the key. */
export function addressWith(value: string): string {
  const [line = ''] = value.split('\n').filter((one) => one.length > 20 && !one.startsWith('-----'));
  return `https://argocd:${encodeURIComponent(line)}@github.com/example-org/leaky`;
}

/** Adds an Application of the platform whose address holds the value. */
export function leakApplication(root: string, name: string, value: string): void {
  const platform = join(root, TREE, 'platform');
  const text = readFileSync(join(platform, 'gateway', 'application.yaml'), 'utf8')
    .replace('name: infra-gateway', `name: ${name}`)
    .replace('repoURL: file:///workspace', `repoURL: ${JSON.stringify(addressWith(value))}`);
  write(join(platform, name, 'application.yaml'), text);
  const kustomization = join(platform, 'kustomization.yaml');
  writeFileSync(kustomization, `${readFileSync(kustomization, 'utf8')}  - ${name}/application.yaml\n`);
}

/** Adds a service to staging whose state file asks for more than it may see. */
export function addReader(root: string, name: string, state: (text: string) => string): void {
  const slice = join(root, TREE, 'apps', name);
  cpSync(join(root, HELLO), slice, { recursive: true });
  rmSync(join(slice, 'chart', 'templates', 'leaks.yaml'), { force: true });
  for (const environment of ['local', 'production']) {
    rmSync(join(slice, 'environments', `${environment}.yaml`));
  }
  const file = join(slice, 'helmfile.yaml.gotmpl');
  writeFileSync(file, state(readFileSync(file, 'utf8')));
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
