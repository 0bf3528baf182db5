import { stringify } from 'yaml';
import type { Change } from '../change';
import type { ChartFacts } from '../chart';
import { fixtureFile } from '../layout';

/** The fixture by which the tests of the tree notice that a service is made of other objects than it was. */
export function fixtureOf(service: string, { rendered }: ChartFacts): Change {
  const objects = [...rendered].map(([environment, manifests]) => [
    environment,
    manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort(),
  ]);
  const intent = `# What ${service} is made of. The tests compare it with what the plugin renders: change it with the chart.\n`;
  return {
    path: fixtureFile(service),
    after: Buffer.from(`${intent}${stringify(Object.fromEntries(objects))}`),
    why: 'what it is made of, for the tests of the tree',
  };
}
