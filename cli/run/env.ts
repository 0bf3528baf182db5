import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { argocdClientEnvironment } from '../../embedded/argo/client';
import { type EnvironmentName, embeddedEnvironment } from '../../embedded/environment';
import { openStack, prepareProvider } from '../../embedded/stack';
import { shellQuote } from '../../gitops/shell-quote';
import { ExitCode } from '../support/exit';
import { PROJECT_ROOT } from '../support/project';
import { prepareTools, SHELL_TOOLS, type Tools } from '../support/tools';
import { notUp } from './not-up';

/** Prints what a shell evaluates so that plain commands act on an environment. Returns the exit code. */
export async function env(
  name: EnvironmentName,
  options: { rehearsal: boolean; json: boolean },
): Promise<number> {
  const tools = await prepareTools(SHELL_TOOLS, (line) => console.error(line));
  const embedded = name === 'local' || options.rehearsal;
  const exports = embedded ? await embeddedExports(tools, name) : remoteExports(tools, name);
  const lines = Object.entries(exports).map(([variable, value]) => `export ${variable}=${shellQuote(value)}`);
  console.log(options.json ? JSON.stringify(exports, null, 2) : lines.join('\n'));
  return ExitCode.ok;
}

async function embeddedExports(tools: Tools, name: EnvironmentName): Promise<Record<string, string>> {
  const environment = embeddedEnvironment(PROJECT_ROOT, name);
  if (!existsSync(environment.program)) throw notUp(name);
  console.error(await prepareProvider(environment, tools.directory));
  if (name !== 'local') console.error(`Pulumi's folder: ${environment.program}`);
  const exports = await openStack(environment, tools.directory);
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
