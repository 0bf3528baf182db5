import type { EmbeddedEnvironment } from '../../embedded/environment';
import { readDaemon } from '../../embedded/process/daemon';

/** How to go on after `up`: opening Argo CD and the first things to try. */
export function afterUp(environment: EmbeddedEnvironment): string {
  const server = readDaemon(environment.runDirectory, 'server')?.endpoints['https'] ?? '';
  return [
    '',
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
  ].join('\n');
}
