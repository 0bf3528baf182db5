import { createHash } from 'node:crypto';
import type { Session } from '../session';
import type { CheckRequest, CheckResult } from '../wire/handler';
import { parseUrn } from '../wire/urn';
import { containsUnknown, type Json, type JsonObject, unwrap } from '../wire/values';
import { inspectChart } from './chart';
import { DEFAULT_TIMEOUT_SECONDS, toRelease } from './release';
import { mergedValues } from './values';

// Inputs that the checked ones no longer hold: merged into `values`, or outputs that the SDK lists as inputs.
const DROPPED: ReadonlySet<string> = new Set([
  'compat',
  'manifest',
  'resourceNames',
  'status',
  'valueYamlFiles',
]);

/** Completes a release's inputs: name, namespace, merged values, the chart's exact version and checksum. */
export async function checkRelease(session: Session, request: CheckRequest): Promise<CheckResult> {
  const { news } = request;
  const given = Object.entries(news).filter(([key, value]) => !DROPPED.has(key) && !isUnset(value));
  const inputs: JsonObject = {
    ...Object.fromEntries(given),
    name: unwrap(news['name']) || adoptedName(request),
    namespace: unwrap(news['namespace']) || session.namespace || 'default',
  };
  if (inputs['skipAwait'] !== true) inputs['timeout'] ??= DEFAULT_TIMEOUT_SECONDS;
  try {
    inputs['values'] = await mergedValues(news['valueYamlFiles'], news['values']);
    if (!containsUnknown(locators(news))) await describeChart(session, inputs);
    return { inputs, failures: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      inputs,
      failures: [{ property: inputs['values'] === undefined ? 'valueYamlFiles' : 'chart', reason }],
    };
  }
}

function isUnset(value: Json): boolean {
  return value === null || value === false || value === '';
}

function locators(news: JsonObject): Json {
  return [news['chart'] ?? null, news['version'] ?? null, news['repositoryOpts'] ?? null];
}

async function describeChart(session: Session, inputs: JsonObject): Promise<void> {
  const chart = await inspectChart(session, toRelease(inputs));
  inputs['version'] = chart.version;
  if (chart.checksum) inputs['checksum'] = chart.checksum;
}

function adoptedName(request: CheckRequest): Json {
  const old = unwrap(request.olds?.['name']);
  if (typeof old === 'string' && old !== '') return old;
  if (request.autonaming?.disabled)
    throw new Error('autonaming is disabled\n  fix: set the name of the release');
  const digest = createHash('sha256').update(request.seed).update(request.urn).digest('hex').slice(0, 8);
  return request.autonaming?.name || `${parseUrn(request.urn).name}-${digest}`;
}
