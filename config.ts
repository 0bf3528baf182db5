import { Config, getProject, getStack, type Output, RunError, runtime, secret } from '@pulumi/pulumi';
import { type Bootstrap, loadBootstrap } from './config/load';
import { SECRETS_KEY } from './config/schema';
import { ProblemError } from './gitops/problem';

/** The checked configuration; the values of the credentials are secrets from here on. */
export interface ProgramConfig extends Omit<Bootstrap, 'secretValues'> {
  /** The secret value of each credential by its name; none for one that stays in Vault. */
  readonly secrets: ReadonlyMap<string, Output<string>>;
}

/**
 * The stack's configuration, checked; the only place that reads it.
 *
 * @throws RunError with every problem at once. Thrown before any resource is registered, so nothing is touched.
 */
export async function loadConfig(): Promise<ProgramConfig> {
  try {
    const { secretValues, ...config } = await loadBootstrap({
      root: __dirname,
      project: getProject(),
      stack: getStack(),
      raw: plainConfig(),
      secretKeys: secretKeys(),
      secrets: decryptSecrets,
      env: process.env,
    });
    const secrets = new Map([...secretValues].map(([name, value]) => [name, secret(value)]));
    return { ...config, secrets };
  } catch (error) {
    throw error instanceof ProblemError ? withoutStack(error) : error;
  }
}

/**
 * The problems as Pulumi prints an error of the user's. It carries no stack: nobody needs one here, and Node's
 * `util.inspect`, which Pulumi calls on it, never ends on frames such as `node_modules/@scope/file.ts`.
 */
function withoutStack(error: ProblemError): RunError {
  const shown = new RunError(`The configuration is not usable.\n${error.message}`);
  shown.stack = '';
  return shown;
}

/** Every configuration key; the value only of those that aren't encrypted. */
function plainConfig(): Record<string, string> {
  const encrypted = secretKeys();
  const values = Object.keys(runtime.allConfig()).map((key) => {
    const [namespace, name] = split(key);
    return [key, encrypted.includes(key) ? '' : (new Config(namespace).get(name) ?? '')];
  });
  return Object.fromEntries(values);
}

/** The keys that the engine decrypted for us, as it tells the SDK. */
function secretKeys(): string[] {
  return JSON.parse(process.env['PULUMI_CONFIG_SECRET_KEYS'] || '[]') as string[];
}

/** Unwraps the encrypted values, to check their form before anything is registered. */
function decryptSecrets(): Promise<unknown> {
  const encrypted = new Config().getSecretObject<unknown>(SECRETS_KEY);
  if (encrypted === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    encrypted.apply(resolve);
  });
}

function split(key: string): [string, string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon), key.slice(colon + 1)];
}
