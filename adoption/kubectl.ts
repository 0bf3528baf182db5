import { execa } from 'execa';
import { ProblemError } from '../gitops/problem';

/** The cluster that a release runs in, by way of kubectl, which signs in as its user always does. */
export interface Kubectl {
  /** Runs kubectl and returns what it prints. @throws ProblemError with kubectl's own words where it fails. */
  run(args: readonly string[], input?: string): Promise<string>;
}

/** Where kubectl is, and what it acts on. */
export interface KubectlOptions {
  readonly path: string;
  /** Context of the user's kubeconfig; the current one unless given. */
  readonly context?: string;
  readonly signal?: AbortSignal;
}

/** kubectl for one context of the user's kubeconfig. */
export function kubectlFor({ path, context, signal }: KubectlOptions): Kubectl {
  const chosen = context === undefined ? [] : ['--context', context];
  return {
    run: async (args, input) => {
      const options = {
        reject: false,
        maxBuffer: 256 << 20,
        ...(signal && { cancelSignal: signal }),
      } as const;
      const result = await execa(path, [...chosen, ...args], {
        ...options,
        ...(input !== undefined && { input }),
      });
      signal?.throwIfAborted();
      if (result.exitCode !== 0) throw refused(args, result.stderr || result.shortMessage || '');
      return result.stdout;
    },
  };
}

function refused(args: readonly string[], reason: string): ProblemError {
  return new ProblemError([
    {
      rule: 'cluster-refused',
      found: `kubectl ${args.slice(0, 2).join(' ')}: ${reason.trim()}`,
      expected: 'a cluster that answers, and a user who may read the release and dry-run its objects',
      fix: 'name the context with --context, and see that `kubectl get secrets` works in the namespace',
    },
  ]);
}
