import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { EmbeddedEnvironment } from '../environment';
import type { GitRedirection } from '../git/redirection';
import { hostLayout, repositoryDirectory, startGitHost } from '../git-host';
import { hostRedirection } from '../git-host/redirection';
import { pulumi } from '../pulumi';
import { publishTrunk } from './clone';
import { type AppKey, CREDENTIAL, credentialSettings, issueCredential, makeAppKey } from './credential';
import { type RehearsedKind, rehearsedKind } from './kinds';
import { credentialKind, hasSecret, overlaid } from './overlay';

/*
 * A rehearsal runs the stack of staging or production on an embedded cluster. What that environment would find on the
 * internet is played on loopback; what it is made of (program, configuration, tree, policies) is the real thing.
 */

const stackSchema = z.looseObject({
  config: z.looseObject({ 'argo-bootstrap:repository': z.looseObject({ url: z.url() }) }),
});

/** Names a folder with the official chart; this project's own is used where it is not set. */
const CHART_VARIABLE = 'ARGO_CD_CHART';
const OWN_CHART = 'charts/argo-cd';
const DEFAULT_KIND = 'githubApp';

/**
 * Serves commit `revision` of the snapshot as the environment's GitHub, and gives the environment a clone of it with the
 * configuration of a rehearsal. Returns what makes Argo CD read from there.
 *
 * @param wanted how Argo CD reads the repository; as before where absent, and as a GitHub App at first
 */
export async function prepareRehearsal(
  environment: EmbeddedEnvironment,
  revision: string,
  wanted?: RehearsedKind,
): Promise<GitRedirection> {
  const file = stackFile(environment);
  const previous = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const before = previous === undefined ? undefined : rehearsedKind(credentialKind(previous));
  const url = repositoryUrl(readFileSync(join(environment.root, `Pulumi.${environment.name}.yaml`), 'utf8'));
  const served = repositoryDirectory(hostLayout(environment.gitHost), repositoryName(url));
  const [host] = await Promise.all([
    startGitHost(environment.gitHost, environment.runDirectory),
    publishTrunk(environment, served, revision),
  ]);
  const overlay = {
    context: environment.context,
    chartPath: chartPath(environment),
    credential: credentialSettings(wanted ?? before ?? DEFAULT_KIND, url),
  };
  writeFileSync(file, overlaid(readFileSync(file, 'utf8'), overlay, previous));
  return hostRedirection(host);
}

/** Starts to make the key that {@link provideCredential} will need, unless the environment has its credential. */
export function prepareKey(
  environment: EmbeddedEnvironment,
  kind: RehearsedKind = DEFAULT_KIND,
): Promise<AppKey> | undefined {
  if (environment.name === 'local' || kind !== 'githubApp' || existsSync(stackFile(environment)))
    return undefined;
  return makeAppKey();
}

/**
 * Gives Argo CD a credential that the git host accepts, by the stack's encrypted configuration; once.
 *
 * @param key of a GitHub App, where it is made already
 */
export async function provideCredential(
  environment: EmbeddedEnvironment,
  env: Record<string, string>,
  key?: Promise<AppKey>,
): Promise<void> {
  const text = readFileSync(stackFile(environment), 'utf8');
  const kind = rehearsedKind(credentialKind(text));
  if (!kind || hasSecret(text, CREDENTIAL)) return;
  const host = hostLayout(environment.gitHost);
  const input = await issueCredential(host, kind, repositoryName(repositoryUrl(text)), key);
  await pulumi(environment, env, ['config', 'set', '--secret', '--path', `secrets.${CREDENTIAL}`], { input });
}

function stackFile({ program, name }: EmbeddedEnvironment): string {
  return join(program, `Pulumi.${name}.yaml`);
}

function repositoryUrl(text: string): string {
  return stackSchema.parse(parse(text)).config['argo-bootstrap:repository'].url;
}

/** `<owner>/<name>` of a repository on GitHub. */
function repositoryName(url: string): string {
  return new URL(url).pathname.replace(/^\//, '').replace(/\.git$/, '');
}

function chartPath({ program }: EmbeddedEnvironment): string {
  const official = process.env[CHART_VARIABLE];
  return official ? relative(program, resolve(official)) : OWN_CHART;
}
