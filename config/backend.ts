import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Pulumi keeps the state, as far as a program can tell: PULUMI_BACKEND_URL, else what `pulumi login` chose.
 * Undefined where neither says so.
 */
export function currentBackend(env: NodeJS.ProcessEnv): string | undefined {
  return env['PULUMI_BACKEND_URL'] || loggedInto(env['PULUMI_HOME'] || join(homedir(), '.pulumi'));
}

function loggedInto(pulumiHome: string): string | undefined {
  try {
    const { current } = JSON.parse(readFileSync(join(pulumiHome, 'credentials.json'), 'utf8')) as {
      current?: unknown;
    };
    return typeof current === 'string' ? current : undefined;
  } catch {
    return undefined;
  }
}
