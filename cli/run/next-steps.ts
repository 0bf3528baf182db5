import type { EmbeddedEnvironment } from '../../embedded/environment';
import { readDaemon } from '../../embedded/process/daemon';

/** How to go on after `up`: opening Argo CD and the first things to try. */
export function afterUp(environment: EmbeddedEnvironment): string {
  const lines = environment.name === 'local' ? afterLocal(environment) : afterRehearsal(environment);
  return ['', ...lines].join('\n');
}

function afterRehearsal({ name, program }: EmbeddedEnvironment): string[] {
  return [
    'Use it:',
    `  eval "$(bin/argo-bootstrap env --env ${name} --rehearsal)"   kubectl, pulumi and helm act on this rehearsal`,
    `  cd ${program}   the clone that the stack runs from`,
    '',
    'Try next:',
    `  make status ENV=${name}   the table again`,
    '  git diff   in the clone: what the rehearsal changes in the committed stack',
    `  make down ENV=${name}   stop everything and remove it`,
  ];
}

function afterLocal(environment: EmbeddedEnvironment): string[] {
  const server = readDaemon(environment.runDirectory, 'server')?.endpoints['https'] ?? '';
  return [
    'Use it:',
    '  eval "$(bin/argo-bootstrap env)"                  kubectl, argocd, pulumi and helm act on this environment',
    `  argocd login ${server} --insecure --username admin --password "$(argocd admin initial-password -n argocd | head -n 1)"`,
    '  argocd app list',
    '',
    'Try next:',
    '  make status                                       the table again',
    '  edit a value below infra/, then: bin/argo-bootstrap sync',
    '  pulumi preview                                    what a change of the stack would do',
    '  make down                                         stop everything and remove it',
  ];
}
