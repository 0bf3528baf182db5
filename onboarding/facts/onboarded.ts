import { RECORD_FILE } from '../../gitops/onboarding-record';
import { sliceFolder } from '../layout';
import type { TreeFacts } from './index';

/** The services that onboarding made, those included of which only the namespace is left; sorted. */
export function onboardedServices({ slices, namespaces, read }: TreeFacts): string[] {
  const recorded = slices.filter(
    ({ layer, service }) => read(`${sliceFolder(layer, service)}/${RECORD_FILE}`) !== undefined,
  );
  const left = namespaces.flatMap(({ onboarded }) => onboarded ?? []);
  return [...new Set([...recorded.map(({ service }) => service), ...left])].sort();
}
