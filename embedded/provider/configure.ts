import { type ClusterChoice, chooseCluster, KubeconfigError } from './cluster/kubeconfig';
import type { Settings } from './session';
import type { CheckResult } from './wire/handler';
import { isObject, isUnknown, type Json, type JsonObject, unwrap } from './wire/values';

/** A provider's configuration: strings, or JSON in strings, as Pulumi keeps them. */
export type Variables = Readonly<Record<string, string>>;

/** Everything that the configuration says. */
export interface Configuration {
  readonly choice: ClusterChoice;
  readonly settings: Settings;
  readonly namespace: string | undefined;
}

/** Reads a provider's configuration; environment variables stand in for what it leaves out. */
export function readConfiguration(variables: Variables, environment: NodeJS.ProcessEnv): Configuration {
  const text = (key: string) => variables[key] || undefined;
  const flag = (key: string, variable: string, fallback = false) => {
    const value = variables[key] ?? environment[variable];
    return value === undefined || value === '' ? fallback : value === 'true';
  };
  return {
    choice: { kubeconfig: text('kubeconfig'), context: text('context'), cluster: text('cluster') },
    namespace: text('namespace'),
    settings: {
      patchForce: flag('enablePatchForce', 'PULUMI_K8S_ENABLE_PATCH_FORCE'),
      upsert: flag('upsertExistingObjects', 'PULUMI_K8S_UPSERT_EXISTING_OBJECTS'),
      deleteUnreachable: flag('deleteUnreachable', 'PULUMI_K8S_DELETE_UNREACHABLE'),
      skipUpdateUnreachable: flag('skipUpdateUnreachable', 'PULUMI_K8S_SKIP_UPDATE_UNREACHABLE'),
      secretMutable: flag('enableSecretMutable', 'PULUMI_K8S_ENABLE_SECRET_MUTABLE', true),
      configMapMutable: flag('enableConfigMapMutable', 'PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE', true),
      helmDriver: helmDriver(variables['helmReleaseSettings']) ?? (environment['HELM_DRIVER'] || undefined),
    },
  };
}

function helmDriver(settings: string | undefined): string | undefined {
  if (!settings) return undefined;
  const parsed = JSON.parse(settings) as Json;
  const driver = isObject(parsed) ? parsed['driver'] : undefined;
  return typeof driver === 'string' ? driver : undefined;
}

const UNSUPPORTED: Readonly<Record<string, (value: string) => boolean>> = {
  renderYamlToDirectory: (value) => value !== '',
  enableServerSideApply: (value) => value === 'false',
};

/** Validates a provider's inputs before it is used: what it can't do, and servers that aren't on loopback. */
export function checkConfiguration(news: JsonObject): CheckResult {
  const variables = asVariables(news);
  const failures = Object.entries(UNSUPPORTED)
    .filter(([key, refused]) => refused(variables[key] ?? ''))
    .map(([property]) => ({
      property,
      reason: `the offline Kubernetes provider has no ${property}\n  fix: leave it out, or install the official provider`,
    }));
  const reason = whyRefused(news, variables);
  return { inputs: news, failures: reason ? [...failures, { property: 'kubeconfig', reason }] : failures };
}

/** Only what is known can be judged; `Configure` judges again once all of it is. */
function whyRefused(news: JsonObject, variables: Variables): string | undefined {
  if (['kubeconfig', 'context', 'cluster'].some((key) => isUnknown(unwrap(news[key])))) return undefined;
  try {
    chooseCluster(readConfiguration(variables, {}).choice);
    return undefined;
  } catch (error) {
    // A kubeconfig that doesn't exist yet is for the first request to report: the preview works without.
    if (error instanceof KubeconfigError) return undefined;
    return error instanceof Error ? error.message : String(error);
  }
}

/** Inputs of a provider as its configuration will hold them. */
export function asVariables(inputs: JsonObject): Variables {
  const entries = Object.entries(inputs).flatMap(([key, value]) => {
    const bare = unwrap(value);
    if (bare === undefined || bare === null) return [];
    return [[key, typeof bare === 'string' ? bare : JSON.stringify(bare)] as const];
  });
  return Object.fromEntries(entries);
}
