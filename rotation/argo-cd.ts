import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { z } from 'zod';
import { type Problem, ProblemError } from '../gitops/problem';

const repositorySchema = z.looseObject({
  connectionState: z.looseObject({ status: z.string(), message: z.string().optional() }),
});

/** How long Argo CD may take to notice a Secret. */
const PATIENCE_MS = 15_000;
const POLL_MS = 250;

/** Asks Argo CD's server, by its own command line, to read `repository` now, with the Secret of `project`. */
export interface ArgoCdClient {
  connect(repository: string, project: string): Promise<Connection>;
}

/** What became of an attempt to read a repository. */
export interface Connection {
  readonly works: boolean;
  /** Argo CD's own words; empty where it works. */
  readonly message: string;
}

/**
 * The `argocd` command, with the login of whoever runs it. What was known before is not asked: `--refresh hard` has the
 * repo-server list the references again.
 */
export const argoCdCommand: ArgoCdClient = {
  async connect(repository, project) {
    const args = ['repo', 'get', repository, '--project', project, '--refresh', 'hard', '--output', 'json'];
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { exitCode, stdout, stderr } = await execa('argocd', args, { reject: false });
      if (exitCode === 0) return connectionOf(stdout);
      // A server that has not noticed the Secret yet says that it knows no such repository.
      if (!/not found|permission denied/i.test(stderr) || Date.now() > deadline) throw unanswered(stderr);
      await delay(POLL_MS);
    }
  },
};

function connectionOf(text: string): Connection {
  const { connectionState } = repositorySchema.parse(JSON.parse(text));
  const works = connectionState.status === 'Successful';
  return { works, message: works ? '' : (connectionState.message ?? connectionState.status) };
}

function unanswered(stderr: string): ProblemError {
  const line = stderr.split('\n').filter(Boolean).at(-1) ?? 'argocd does not start';
  const said = /"?msg"?[:=]"(.*?)"(?=[,} ]|$)/.exec(line)?.[1] ?? line;
  return new ProblemError([
    {
      rule: 'argocd-unanswered',
      found: `argocd repo get: ${said}`,
      expected: 'a login that may get repositories of every project',
      fix: 'argocd login <server>, or set ARGOCD_SERVER and ARGOCD_AUTH_TOKEN',
    },
  ]);
}

/** Why a rotation ends: Argo CD cannot read the repository. */
export function refused(repository: string, { message }: Connection): Problem {
  return {
    rule: 'credential-refused',
    found: `Argo CD cannot read ${repository} with the new credential: ${message}`,
    expected: 'a credential that the Git host accepts for this repository',
    fix: 'make another one; the old one is in use as before',
  };
}
