import assert from 'node:assert/strict';
import { compareEnvironments, type Side } from '../../validate/diff/compare';
import type { ApplicationNode, ApplicationSetNode, EnvironmentModel } from '../../validate/expand/model';

const application = (name: string, origin: ApplicationNode['origin'], failed = false): ApplicationNode => ({
  application: {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name },
    spec: { project: 'root', destination: {} },
  },
  origin,
  objects: [],
  failures: failed ? [{ source: 0, message: 'broken' }] : [],
  inputs: [],
});

const ROOT = { kind: 'root', file: 'root.yaml' } as const;
const below = (parent: ApplicationNode) => ({ kind: 'application', parent }) as const;

const setOf = (parent: ApplicationNode, errors: string[] = []): ApplicationSetNode => ({
  manifest: { apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', metadata: { name: 'services' } },
  parent,
  generated: [],
  errors,
});

function side(applications: ApplicationNode[], applicationSets: ApplicationSetNode[] = []): Side {
  return {
    model: { applications, applicationSets } as never as EnvironmentModel,
    facts: { objects: [] } as never,
  };
}

/** A root that deploys an Application, which deploys another, and an ApplicationSet of one service. */
function whole(): Side {
  const root = application('root', ROOT);
  const parent = application('parent', below(root));
  const child = application('child', below(parent));
  const set = setOf(root);
  const service = application('service', { kind: 'applicationset', set });
  return side([root, parent, child, service], [set]);
}

const changes = (before: Side, after: Side) =>
  compareEnvironments(before, after).map(
    ({ name, change, unknown }) => `${change} ${name}${unknown ? '?' : ''}`,
  );

describe('compareEnvironments', () => {
  it('takes nothing for removed that a root deployed which can no longer be rendered', () => {
    assert.deepEqual(changes(whole(), side([application('root', ROOT, true)])), ['changed root?']);
  });

  it('takes nothing for new that a root deploys which could not be rendered before', () => {
    assert.deepEqual(changes(side([application('root', ROOT, true)]), whole()), ['changed root?']);
  });

  it('says of each service of an ApplicationSet that can no longer be expanded that nothing is known', () => {
    const root = application('root', ROOT);
    const parent = application('parent', below(root));
    const after = side([root, parent, application('child', below(parent))], [setOf(root, ['broken'])]);
    assert.deepEqual(changes(whole(), after), ['changed service?']);
  });

  it('still tells what is removed from what can be rendered', () => {
    const root = application('root', ROOT);
    assert.deepEqual(changes(whole(), side([root], [setOf(root)])), [
      'removed child',
      'removed parent',
      'removed service',
    ]);
  });
});
