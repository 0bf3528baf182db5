import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Produce } from './stage';

/** Above the highest process id that Linux gives. */
const NOBODY = 2 ** 22 + 1;
const PREVIEW = 'pulumi preview --policy-pack policy --non-interactive';

const noPassphrase: Produce = (stage) => stage.see(`env -u PULUMI_CONFIG_PASSPHRASE ${PREVIEW}`);

const stackIsLocked: Produce = (stage) => {
  const locks = join(
    stage.environment.embedded.pulumiState,
    '.pulumi/locks/organization/argo-bootstrap/local',
  );
  mkdirSync(locks, { recursive: true });
  const holder = {
    pid: NOBODY,
    username: 'night',
    hostname: 'laptop',
    timestamp: '2026-01-01T00:00:00Z',
  };
  writeFileSync(join(locks, '0b8f1c5e-1c1e-4c6e-9d0e-0a6f3a1d2b3c.json'), JSON.stringify(holder));
  return stage.see('pulumi up --yes --skip-preview --non-interactive');
};

const otherCluster: Produce = (stage) =>
  stage.see(`KUBECONFIG='${stage.environment.foreignKubeconfig}' ${PREVIEW}`);

const pinsDisagree: Produce = (stage) => {
  stage.edit('Pulumi.local.yaml', 'revision: HEAD', 'revision: main');
  return stage.see(PREVIEW);
};

const policyIsViolated: Produce = (stage) => {
  stage.edit('helmfiles/values/argocd/common.yaml', 'exec.enabled: "false"', 'exec.enabled: "true"');
  return stage.see(PREVIEW);
};

const noServer: Produce = (stage) =>
  stage.see('env -u ARGOCD_SERVER ARGOCD_CONFIG_DIR="$(mktemp --directory)" argocd app list');

/** To a deployment that Argo CD remembers: it forgets all but the last few. */
const rollbackIsRefused: Produce = (stage) =>
  stage.see(
    'argocd app rollback service-hello "$(argocd app history service-hello --output id | head -n 1)"',
  );

/** What brings each of these symptoms about. */
export const PLAIN_COMMANDS: Record<string, Produce> = {
  'Pulumi asks for a passphrase': noPassphrase,
  'The stack is locked': stackIsLocked,
  'The cluster is another one': otherCluster,
  'The stack and the root Application disagree': pinsDisagree,
  'A policy stops the preview': policyIsViolated,
  'argocd knows no server': noServer,
  'A rollback is refused': rollbackIsRefused,
};
