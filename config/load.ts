import { type Allowlist, readAllowlist } from '../gitops/allowlist';
import { ENVIRONMENTS } from '../gitops/environments';
import { didYouMean } from '../gitops/nearest';
import { type Problem, ProblemError, throwIfAny } from '../gitops/problem';
import { currentBackend } from './backend';
import { resolveSecrets, type SecretValues } from './credentials/resolve';
import { readKubeconfig } from './kubeconfig';
import { parseSettings, type RawConfig } from './parse';
import { type RootApplicationManifest, readRootApplication } from './root-application';
import { RULES } from './rules';
import { type Settings, settingsSchema } from './schema';
import { openStackFile } from './stack-file';
import { readArgoCdValues, type Values } from './values';

/** Where the configuration comes from. */
export interface Source {
  /** The repository's root. */
  readonly root: string;
  readonly project: string;
  readonly stack: string;
  /** Every key; an encrypted one with an empty value. */
  readonly raw: RawConfig;
  /** The keys whose value is encrypted. */
  readonly secretKeys: readonly string[];
  /** Decrypts `secrets`; undefined where the configuration has none. */
  readonly secrets: () => Promise<unknown>;
  /** For KUBECONFIG and the home directory. */
  readonly env: NodeJS.ProcessEnv;
}

/** What the components are built from: the settings, the files that go with them, and the secret values. */
export interface Bootstrap {
  readonly root: string;
  readonly settings: Settings;
  readonly allowlist: Allowlist;
  readonly rootApplication: RootApplicationManifest;
  /** Values of Argo CD's chart. */
  readonly values: Values;
  /** In clear text: config.ts wraps them before anything else gets hold of them. */
  readonly secretValues: SecretValues;
}

/**
 * Reads and checks everything the program depends on.
 *
 * @throws ProblemError with every problem of the configuration, the kubeconfig, the allowlist and the root
 *   Application at once.
 */
export async function loadBootstrap(source: Source): Promise<Bootstrap> {
  const { root, project, stack, raw, secretKeys, env } = source;
  throwIfAny(stackProblems(stack));
  const problems: Problem[] = [];
  const file = openStackFile(root, stack, project);
  const parsed = parseSettings(raw, secretKeys, project, file);
  problems.push(...parsed.problems);
  const allowlist = attempt(problems, () => readAllowlist(root));
  const rootApplication = attempt(problems, () => readRootApplication(root, stack));
  const { settings } = parsed;
  const values = attempt(problems, () => readArgoCdValues(root, stack));
  const secrets = await resolveSecrets(settings.credentials, {
    root,
    file,
    pulumi: await source.secrets(),
  });
  const looked = { project, stack, settings, file, keys: Object.keys(raw), secretKeys };
  const read = {
    kubeconfig: readKubeconfig(env),
    backend: currentBackend(env),
    allowlist,
    rootApplication,
    values,
  };
  throwIfAny([...problems, ...RULES.flatMap((rule) => rule({ ...looked, ...read })), ...secrets.problems]);
  if (!allowlist || !rootApplication || !values)
    throw new Error('a file that could not be read was not reported');
  const checked = { settings: settingsSchema.parse(settings), rootApplication: rootApplication.manifest };
  return { root, ...checked, allowlist, values, secretValues: secrets.values };
}

function stackProblems(stack: string): Problem[] {
  if (ENVIRONMENTS.some((name) => name === stack)) return [];
  return [
    {
      rule: 'stack-unknown',
      found: `the stack is named ${stack}${didYouMean(stack, ENVIRONMENTS)}`,
      expected: `an environment: ${ENVIRONMENTS.join(', ')}`,
      fix: `pulumi stack select ${ENVIRONMENTS[0]}`,
    },
  ];
}

/** The result of `read`, or undefined with its problems added to `problems`. */
function attempt<T>(problems: Problem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}
