import type { Rule } from '../core/rule';
import { applicationFinalizer, applicationPruning } from './applications';
import {
  applicationSetGenerators,
  applicationSetProject,
  applicationSetRetention,
  applicationSetTemplating,
} from './applicationsets';
import { chartSourceAllowed, chartVersionExact } from './charts';
import { environmentKnown } from './environment';
import { argoImageFloor, imageRegistryAllowed } from './images';
import { pluginConfined, pluginGuards, pluginLimited } from './plugin';
import { projectDefaultEmpty, projectExact, projectNamed, projectProtectsArgoCd } from './projects';
import { providerContext } from './providers';
import {
  networkPolicies,
  repoServerFiles,
  repoServerLimits,
  repoServerTls,
  repoServerToken,
} from './repo-server';
import { repositoryAllowed, repositoryLocalOnly, repositoryTransport } from './repositories';
import { repositoryProxy, repositoryScoped, repositoryVerified } from './repository-secrets';
import { revisionPinned } from './revisions';
import { secretsEncrypted } from './secrets';
import {
  rbacDefaultEmpty,
  serverAdminOff,
  serverAnonymousOff,
  serverBadgeOff,
  serverExecOff,
  serverTls,
} from './server';

/** Every rule, in the order of docs/policies.md. */
export const RULES: readonly Rule[] = [
  environmentKnown,
  repositoryAllowed,
  repositoryTransport,
  repositoryLocalOnly,
  repositoryVerified,
  repositoryProxy,
  repositoryScoped,
  chartSourceAllowed,
  chartVersionExact,
  imageRegistryAllowed,
  argoImageFloor,
  revisionPinned,
  projectExact,
  projectNamed,
  projectDefaultEmpty,
  projectProtectsArgoCd,
  applicationFinalizer,
  applicationPruning,
  applicationSetTemplating,
  applicationSetProject,
  applicationSetRetention,
  applicationSetGenerators,
  pluginConfined,
  pluginLimited,
  pluginGuards,
  serverExecOff,
  serverAnonymousOff,
  serverAdminOff,
  serverBadgeOff,
  serverTls,
  rbacDefaultEmpty,
  repoServerToken,
  repoServerTls,
  repoServerFiles,
  repoServerLimits,
  networkPolicies,
  secretsEncrypted,
  providerContext,
];
