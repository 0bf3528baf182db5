import { workingTree } from '../validate/tree/checkout';
import { readFacts } from './facts';
import { onboardedServices } from './facts/onboarded';

/** The services of a checkout that onboarding made; none where the tree cannot be read as it is. */
export async function serviceNames(root: string): Promise<string[]> {
  try {
    return onboardedServices(readFacts(await workingTree(root), ''));
  } catch {
    return [];
  }
}
