import { pins } from '../root-application-pins';
import { type Rule, withoutUser } from './evidence';

/** The root Application and everything that it hands down name the repository and the revision of the stack. */
export const rootApplicationAgrees: Rule = ({ settings: { repository }, rootApplication }) => {
  if (!repository || !rootApplication) return [];
  return pins(rootApplication).flatMap(({ path, name, kind, value }) => {
    const expected = kind === 'repository' ? repository.url : repository.revision;
    if (value === expected) return [];
    return [
      {
        rule: 'root-application-pin',
        where: rootApplication.locate(path),
        found: `${name} is ${withoutUser(value)}`,
        expected: `${withoutUser(expected)}, as repository.${kind === 'repository' ? 'url' : 'revision'} of the stack says`,
        fix: 'change one of the two: both say what this environment runs',
      },
    ];
  });
};

/** Where workloads outlive the stack, nothing may delete them along with the root Application. */
export const finalizerFitsLifecycle: Rule = ({ settings: { lifecycle }, rootApplication }) => {
  const finalizers = rootApplication?.manifest.metadata.finalizers ?? [];
  const index = finalizers.findIndex((name) => name.startsWith('resources-finalizer.argocd.argoproj.io'));
  if (!lifecycle?.retainWorkloads || !rootApplication || index < 0) return [];
  return [
    {
      rule: 'root-application-finalizer',
      where: rootApplication.locate(['metadata', 'finalizers', index]),
      found: `the finalizer ${finalizers[index]} deletes every workload when the stack is destroyed`,
      expected: 'no resources-finalizer where lifecycle.retainWorkloads is true',
      fix: 'remove the finalizer, or set lifecycle.retainWorkloads to false',
    },
  ];
};
