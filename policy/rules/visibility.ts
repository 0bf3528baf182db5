import { componentContainers } from '../argocd/components';
import { isArgoRelease } from '../argocd/install';
import { type Component, EXECUTABLES } from '../argocd/parameters';
import type { Violation } from '../core/finding';
import { parseObjects } from '../core/nested';
import { defineRule } from '../core/rule';
import { POD_PATHS, type Subject, TYPE } from '../core/subject';
import { at, isAbsent, isRecord, list, type Path, record } from '../core/values';

const COMPONENTS = Object.keys(EXECUTABLES) as Component[];

export const settingsVisible = defineRule({
  name: 'settings-visible',
  title: 'Argo CD’s settings stand where these rules read them.',
  why: 'A component takes settings from whole ConfigMaps that become its environment, from single keys of others, and from ConfigMaps that the chart was told not to make: what the values say then is not what holds.',
  remediation:
    'Write settings into configs.cm, configs.params and configs.rbac, or into argocd-cm, argocd-cmd-params-cm and argocd-rbac-cm.',
  references: [
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/server-commands/additional-configuration-method/',
  ],
  types: [TYPE.release, ...Object.keys(POD_PATHS)],
  options: {},
  check: (subject) => [...unmade(subject), ...borrowed(subject)],
});

/** ConfigMaps that the chart is told not to make. */
function unmade(subject: Subject): Violation[] {
  if (!isArgoRelease(subject)) return [];
  return ['cm', 'params', 'rbac']
    .map((key): Path => ['values', 'configs', key, 'create'])
    .filter((path) => ![undefined, null, true].some((made) => made === at(subject.props, path)))
    .map((path) => ({ path, expected: 'true', fix: 'remove it' }));
}

/** Settings of a component that stand in objects which no rule reads. */
function borrowed(subject: Subject): Violation[] {
  const containers = COMPONENTS.flatMap((component) => componentContainers(subject, component));
  const whole = containers
    .map(({ envFrom }) => envFrom)
    .filter((path) => list(at(subject.props, path)).length > 0);
  const single = containers.flatMap(({ env }) => env.flatMap((path) => foreignKeys(subject.props, path)));
  return unique([...whole, ...single]).map((path) => ({
    path,
    value: path.at(-1) === 'envFrom' ? 'envFrom' : at(subject.props, [...path.slice(0, -1), 'name']),
    expected: 'settings that these rules can read',
    fix: 'write the variable with its value, or the setting into its ConfigMap',
  }));
}

/** Variables of Argo CD's own that come from elsewhere than the ConfigMap of parameters. */
function foreignKeys(props: unknown, env: Path): Path[] {
  return list(at(props, env)).flatMap((entry, index) => {
    const { name, valueFrom } = record(entry);
    const own = at(valueFrom, ['configMapKeyRef', 'name']) === 'argocd-cmd-params-cm';
    const setting = String(name).startsWith('ARGOCD_') || String(name).startsWith('HELMFILE_');
    return setting && !isAbsent(valueFrom) && !own ? [[...env, index, 'valueFrom']] : [];
  });
}

function unique(paths: readonly Path[]): Path[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

export const releasePlain = defineRule({
  name: 'release-plain',
  title: 'What a release installs besides its chart can be read beforehand.',
  why: 'A post-renderer is a program that changes every object after these rules have looked. An extra object with a template in it becomes, once rendered, any object at all: another kind, or several.',
  remediation: 'Remove the post-renderer, and write extra objects as plain objects, without {{ }}.',
  references: [
    'https://helm.sh/docs/topics/advanced/#post-rendering',
    'https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v3/release/',
  ],
  types: [TYPE.release],
  options: {},
  check({ props }): Violation[] {
    const renderers = [['postrender'], ['postRenderer']].filter((path) => !isAbsent(at(props, path)));
    return [
      ...renderers.map((path) => ({ path, expected: 'no post-renderer', fix: 'remove it' })),
      ...templated(props['values'], ['values']).map((path) => ({
        path,
        found: 'an extra object that only rendering decides',
        expected: 'a plain object without {{ }}',
        fix: 'write out what it is',
      })),
    ];
  },
});

/** The names under which charts take objects to install as they are. */
const EXTRA = /^(extra|raw|additional)_?(objects|deploy|manifests|resources)$/i;

/** Extra objects that are templates, or text that is no YAML. */
function templated(value: unknown, path: Path): Path[] {
  if (EXTRA.test(String(path.at(-1)))) {
    if (!isRecord(value) && !Array.isArray(value)) return unreadable(value, path);
    return Object.entries(value).flatMap(([key, item]) => unreadable(item, [...path, indexOr(key, value)]));
  }
  if (Array.isArray(value)) return list(value).flatMap((item, index) => templated(item, [...path, index]));
  return Object.entries(record(value)).flatMap(([key, child]) => templated(child, [...path, key]));
}

function indexOr(key: string, holder: unknown): string | number {
  return Array.isArray(holder) ? Number(key) : key;
}

function unreadable(value: unknown, path: Path): Path[] {
  const plain = JSON.stringify(value)?.includes('{{') !== true;
  const readable = typeof value !== 'string' || value === '' || parseObjects(value).length > 0;
  return plain && readable ? [] : [path];
}
