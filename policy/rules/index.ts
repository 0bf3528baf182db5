import type { Rule } from '../core/rule';
import { applicationFinalizer, applicationOperation, applicationPruning } from './applications';
import {
  applicationSetGenerators,
  applicationSetPatch,
  applicationSetProject,
  applicationSetRetention,
  applicationSetTemplating,
} from './applicationsets';
import { chartSourceAllowed, chartVersionExact } from './charts';
import { clusterVerified } from './clusters';
import { environmentKnown } from './environment';
import { argoImageFloor, imageRegistryAllowed } from './images';
import { pluginConfined, pluginGuards, pluginLimited } from './plugin';
import {
  projectDefaultEmpty,
  projectExact,
  projectNamed,
  projectOwn,
  projectProtectsArgoCd,
} from './projects';
import { providerContext } from './providers';
import {
  networkPolicies,
  repoServerFiles,
  repoServerLimits,
  repoServerTls,
  repoServerToken,
} from './repo-server';
import { repoServerSources } from './repo-server-sources';
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
import { releasePlain, settingsVisible } from './visibility';

/** Every rule, in the order of docs/policies.md. */
export const RULES: readonly Rule[] = [
  environmentKnown,
  repositoryAllowed,
  repositoryTransport,
  repositoryLocalOnly,
  repositoryVerified,
  repositoryProxy,
  repositoryScoped,
  clusterVerified,
  chartSourceAllowed,
  chartVersionExact,
  releasePlain,
  imageRegistryAllowed,
  argoImageFloor,
  revisionPinned,
  projectExact,
  projectNamed,
  projectDefaultEmpty,
  projectProtectsArgoCd,
  projectOwn,
  applicationFinalizer,
  applicationPruning,
  applicationOperation,
  applicationSetTemplating,
  applicationSetProject,
  applicationSetPatch,
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
  repoServerSources,
  repoServerLimits,
  networkPolicies,
  settingsVisible,
  secretsEncrypted,
  providerContext,
];
