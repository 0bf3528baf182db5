import type { Session } from '../session';
import { containsUnknown, type JsonObject } from '../wire/values';
import { chartArguments } from './chart';
import { HelmError, runHelm } from './command';
import { loginOf } from './login';
import { toRelease } from './release';

/** Renders the chart without touching the cluster, so that a preview reports what would fail. Throws a HelmError. */
export async function previewRelease(session: Session, inputs: JsonObject): Promise<void> {
  if (containsUnknown(inputs)) return;
  const release = toRelease(inputs);
  const version = await session
    .cluster()
    .version()
    .catch(() => '');
  const flags = [
    ...['--namespace', release.namespace, '--values', '-'],
    ...(version ? ['--kube-version', version] : []),
    ...(release.options['dependencyUpdate'] === true ? ['--dependency-update'] : []),
  ];
  try {
    await runHelm(session, {
      arguments: ['template', release.name, ...chartArguments(release), ...flags],
      values: release.values,
      login: loginOf(release),
      offline: true,
    });
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    throw new HelmError(
      `the chart of the Helm release ${release.namespace}/${release.name} doesn't render: ${error.message}`,
    );
  }
}
