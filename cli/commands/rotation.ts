import { type Command, Option } from 'commander';
import { ENVIRONMENTS } from '../../gitops/environments';
import type { RotateFlags } from '../run/rotate';
import { describe } from '../support/describe';

/** Adds what replaces a credential. */
export function registerRotation(program: Command): void {
  const rotate = program
    .command('rotate')
    .description('replace the credential of a repository, once Argo CD has read with the new one')
    .argument('<repository>', 'the name of the credential, or the address of its repository')
    .addOption(new Option('-e, --env <environment>', 'environment').choices(ENVIRONMENTS).default('staging'))
    .option('--from-file <file>', 'the new value (default: standard input); none where Vault keeps it')
    .option('--json', 'print {credential, environment, done, commit}')
    .action(async (repository: string, flags: RotateFlags) => {
      const { rotateCredential } = require('../run/rotate') as typeof import('../run/rotate');
      process.exitCode = await rotateCredential(repository, flags);
    });
  describe(rotate, {
    examples: [
      'bin/argo-bootstrap rotate monorepo --env production --from-file new-key.pem',
      'vault kv get -field=token secret/new | bin/argo-bootstrap rotate monorepo',
      'vault kv put secret/argocd/monorepo privateKey=@new-key.pem && bin/argo-bootstrap rotate monorepo',
    ],
  });
}
