import { delimiter, join } from 'node:path';
import { argocdClientEnvironment } from '../../embedded/argo/client';
import { type EnvironmentName, embeddedEnvironment } from '../../embedded/environment';
import { installProvider } from '../../embedded/provider/install';
import { prepareStack, pulumiEnvironment } from '../../embedded/pulumi';
import { userCacheDirectory } from '../../toolchain';
import { ExitCode } from '../support/exit';
import { PROJECT_ROOT } from '../support/project';
import { EMBEDDED_TOOLS, prepareTools, type Tools } from '../support/tools';

/** Prints what a shell evaluates so that plain commands act on `environment`. Returns the exit code. */
export async function env(environment: EnvironmentName, json: boolean): Promise<number> {
  const tools = await prepareTools(EMBEDDED_TOOLS, (line) => console.error(line));
  const exports = environment === 'local' ? await embeddedExports(tools) : remoteExports(tools, environment);
  if (json) console.log(JSON.stringify(exports, null, 2));
  else
    for (const [name, value] of Object.entries(exports)) console.log(`export ${name}=${shellQuote(value)}`);
  return ExitCode.ok;
}

async function embeddedExports(tools: Tools): Promise<Record<string, string>> {
  const environment = embeddedEnvironment(PROJECT_ROOT, 'local');
  const provider = await installProvider({
    pulumiHome: environment.pulumiHome,
    cache: join(userCacheDirectory(), 'provider'),
    binDirectory: tools.directory,
  });
  console.error(provider.message);
  const exports = pulumiEnvironment(environment, tools.directory);
  await prepareStack(environment, exports);
  return { ...exports, ...argocdClientEnvironment(environment) };
}

/** Cluster, backend and secrets of a real environment are the user's own: only the tools and the stack are set. */
function remoteExports(tools: Tools, stack: EnvironmentName): Record<string, string> {
  return {
    PATH: [tools.directory, process.env['PATH'] ?? ''].join(delimiter),
    PULUMI_STACK: stack,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
  };
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
