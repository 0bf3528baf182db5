import type { DiffResult } from '../wire/handler';
import type { JsonObject } from '../wire/values';
import { compare, formatPath } from './compare';

/**
 * What changes in a provider's own configuration. Only another `clusterIdentifier` replaces it, and with it every
 * resource: a local cluster gets another port whenever it starts, and is the same cluster all the same.
 */
export function diffConfiguration(olds: JsonObject, news: JsonObject): DiffResult {
  const changes = compare(olds, news)
    .filter(({ path }) => path[0] !== 'version' && path[0] !== '__internal')
    .map(({ path, kind }) => {
      const replace = path[0] === 'clusterIdentifier' && kind === 'update';
      return [formatPath(path), { kind, replace }] as const;
    });
  return { changes: new Map(changes), deleteBeforeReplace: false };
}
