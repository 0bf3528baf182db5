import { isObject, type JsonObject, unwrap } from '../wire/values';

const CHART = 'cert-manager';
const REPOSITORY = 'https://charts.jetstack.io';

/**
 * Inputs of the Helm release that a `CertManager` stands for: `helmOptions` with the chart's own place as the
 * default, and every other argument as a value of the chart, over those in `helmOptions.values`.
 */
export function releaseInputs(args: JsonObject): JsonObject {
  const { helmOptions, ...typed } = args;
  const options = asObject(unwrap(helmOptions));
  const repositoryOpts = asObject(unwrap(options['repositoryOpts']));
  return {
    ...options,
    chart: options['chart'] ?? CHART,
    repositoryOpts: { ...repositoryOpts, repo: repositoryOpts['repo'] ?? REPOSITORY },
    values: { ...asObject(unwrap(options['values'])), ...typed },
  };
}

function asObject(value: unknown): JsonObject {
  const candidate = value as JsonObject | undefined;
  return isObject(candidate) ? candidate : {};
}
