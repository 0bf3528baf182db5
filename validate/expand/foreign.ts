import type { ApplicationSource } from '../../gitops/manifest';
import { sameRepository } from '../../gitops/repository-url';
import type { OfflineAnswers } from './offline';

/** What there is offline of a source that is not in this repository: a recorded chart, or nothing. */
export type ForeignSource = { readonly chartPath: string } | { readonly error: string };

/**
 * Whether a source lies outside of this repository, and what stands for it here.
 *
 * @param own The address of this repository in the environment.
 * @returns undefined for a source in this repository.
 */
export function foreignSource(
  { repoURL, chart, targetRevision }: ApplicationSource,
  { own, charts }: { own: string; charts: OfflineAnswers['charts'] },
): ForeignSource | undefined {
  if (chart) {
    const recorded = charts.find(
      (one) =>
        sameRepository(one.repository, repoURL) && one.chart === chart && one.version === targetRevision,
    );
    const error = `chart ${chart} ${targetRevision ?? ''} of ${repoURL} cannot be fetched offline [not-offline]`;
    return recorded ? { chartPath: recorded.path } : { error };
  }
  if (sameRepository(repoURL, own)) return undefined;
  return {
    error: `repository ${repoURL} is not this one (${own}) and cannot be fetched offline [not-offline]`,
  };
}
