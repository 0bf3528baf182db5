import { join } from 'node:path';
import { userCacheDirectory } from '../toolchain';
import type { EmbeddedEnvironment } from './environment';
import { installProvider } from './provider/install';
import { prepareStack, pulumiEnvironment } from './pulumi';
import { provideCredential } from './rehearsal';
import type { AppKey } from './rehearsal/credential';

/** Which Kubernetes provider answers, made ready for the environment; the line says which one. */
export async function prepareProvider(
  { pulumiHome }: EmbeddedEnvironment,
  toolDirectory: string,
): Promise<string> {
  const cache = join(userCacheDirectory(), 'provider');
  return (await installProvider({ pulumiHome, cache, binDirectory: toolDirectory })).message;
}

/**
 * Makes the environment's stack ready for plain Pulumi commands, and returns the variables that those need. A rehearsal
 * gets the credential by which its Argo CD reads the repository.
 *
 * @param key of a rehearsal's GitHub App, where it is made already
 */
export async function openStack(
  environment: EmbeddedEnvironment,
  toolDirectory: string,
  key?: Promise<AppKey>,
): Promise<Record<string, string>> {
  const env = pulumiEnvironment(environment, toolDirectory);
  await prepareStack(environment, env);
  if (environment.name !== 'local') await provideCredential(environment, env, key);
  return env;
}
