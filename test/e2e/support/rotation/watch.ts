import { setTimeout as delay } from 'node:timers/promises';
import { readApplications } from '../../../../embedded/applications/read';
import { isWell } from '../../../../embedded/applications/wait';
import { embeddedKubeConfig } from '../../../../embedded/argo/cluster-reader';
import { ARGOCD_NAMESPACE } from '../../../../embedded/settings';
import type { TestEnvironment } from '../environment';

/** How far apart two looks are. */
export const SAMPLE_MS = 1000;

/** What was seen between two moments. */
export interface Watched {
  /** How often every Application was looked at. */
  readonly taken: number;
  /** Each Application that was not Synced and Healthy, or was gone, and in which look. */
  readonly unwell: readonly string[];
}

/** Looks at every Application once a second until the function that it returns is called. */
export function watchApplications({ embedded }: TestEnvironment): () => Promise<Watched> {
  const config = embeddedKubeConfig(embedded);
  const unwell: string[] = [];
  let expected = 0;
  let taken = 0;
  let stopped = false;
  const run = async () => {
    while (!stopped) {
      const applications = await readApplications(config, ARGOCD_NAMESPACE);
      taken += 1;
      expected = Math.max(expected, applications.length);
      if (applications.length < expected) unwell.push(`${taken}: ${expected - applications.length} are gone`);
      const ill = applications.filter((one) => !isWell(one));
      unwell.push(...ill.map(({ name, sync, health }) => `${taken}: ${name} ${sync} ${health}`));
      await delay(SAMPLE_MS);
    }
  };
  const running = run();
  return async () => {
    stopped = true;
    await running;
    return { taken, unwell };
  };
}
