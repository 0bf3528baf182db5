import { type Command, Option } from 'commander';
import { ENVIRONMENTS } from '../../gitops/environments';
import type { PromoteFlags } from '../run/promote';
import { describe } from '../support/describe';

/** Adds what moves a revision from one environment to another. */
export function registerPromotion(program: Command): void {
  const promote = program
    .command('promote')
    .description('pin an environment to a commit that another one has run; leaves a change to commit')
    .addOption(new Option('--from <environment>', 'where it ran').choices(ENVIRONMENTS).default('staging'))
    .addOption(new Option('--to <environment>', 'what to pin').choices(ENVIRONMENTS).default('production'))
    .option(
      '--revision <commit>',
      'the commit (default: what runs now; with --rollback what was pinned before)',
    )
    .option('--rollback', 'go backwards: commits may be lost')
    .option('--trunk <branch>', 'the branch that has every commit (default: the one that runs, of origin)')
    .option(
      '--evidence <file>',
      'what Argo CD says, as `status --json` or `kubectl get applications -o json` printed it',
    )
    .option('--context <name>', 'kubeconfig context to ask Argo CD in (default: the configured one)')
    .option('--dry-run', 'show it, and write nothing')
    .option(
      '--json',
      'print {from, to, revision, direction, proof, gained, lost, applications, files, written}',
    )
    .action(async (flags: PromoteFlags) => {
      const { promote } = require('../run/promote') as typeof import('../run/promote');
      process.exitCode = await promote(flags);
    });
  describe(promote, {
    examples: [
      'bin/argo-bootstrap promote --dry-run',
      'bin/argo-bootstrap promote --evidence staging.json --json',
      'bin/argo-bootstrap promote --rollback',
    ],
  });
}
