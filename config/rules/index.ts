import { certificateFitsHost } from './certificates';
import { contextIsCurrent, environmentIsStack } from './cluster';
import { credentialsAreDistinct, credentialsAreSound, secretsAreEncrypted } from './credentials';
import type { Rule } from './evidence';
import { finalizerFitsLifecycle, rootApplicationAgrees } from './root-application';
import { chartsAreAllowed, fileUrlIsLocal, repositoryIsAllowed, revisionIsImmutable } from './sources';
import { stateIsSafe } from './state';

/** Every rule, in the order in which its findings are reported. */
export const RULES: readonly Rule[] = [
  environmentIsStack,
  contextIsCurrent,
  fileUrlIsLocal,
  repositoryIsAllowed,
  chartsAreAllowed,
  revisionIsImmutable,
  rootApplicationAgrees,
  finalizerFitsLifecycle,
  certificateFitsHost,
  stateIsSafe,
  secretsAreEncrypted,
  credentialsAreDistinct,
  credentialsAreSound,
];
