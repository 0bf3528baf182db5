import { ProblemError } from '../../gitops/problem';
import {
  downloadOfficial,
  failedLately,
  hasOfficial,
  linkOfficial,
  rememberFailure,
  userPulumiHome,
} from './install/official';
import { installOffline, pluginDigest } from './install/offline';
import { CERT_MANAGER, KUBERNETES, type Plugin } from './install/plugins';

/** Where to install, and with which tools. */
export interface InstallOptions {
  /** The project's own PULUMI_HOME, which receives the plugin. */
  readonly pulumiHome: string;
  /** Directory that holds `pulumi`. */
  readonly binDirectory: string;
  /** The user's own Pulumi home, searched for the official plugin; default $PULUMI_HOME or ~/.pulumi. */
  readonly userPulumiHome?: string;
  /** Where bundles and the memory of a failed download are kept for every clone; default the project's own home. */
  readonly cache?: string;
}

/** Which provider answers now. */
export interface InstalledProvider {
  readonly kind: 'official' | 'offline';
  readonly version: string;
  /** One line for the user. */
  readonly message: string;
}

const SHORT_LIMIT_MS = 5_000;
const LONG_LIMIT_MS = 300_000;

/**
 * Makes sure that Pulumi finds a Kubernetes provider in `pulumiHome`: the official one where it is installed or can
 * be downloaded within 5 s (a failure is remembered for 24 hours), else the offline one.
 * ARGO_BOOTSTRAP_PROVIDER=official|offline decides instead. Throws a ProblemError where that can't be done.
 */
export async function installProvider(options: InstallOptions): Promise<InstalledProvider> {
  const wanted = wantedKind();
  const official = wanted !== 'offline' && (await installOfficial(options, wanted === 'official'));
  if (wanted === 'official' && !official) throw notDownloadable();
  const digest = await pluginDigest();
  if (!(await obtain(options, CERT_MANAGER, official))) await installOffline(options, CERT_MANAGER, digest);
  const { version } = KUBERNETES;
  if (official)
    return { kind: 'official', version, message: `Kubernetes provider: the official plugin v${version}` };
  await installOffline(options, KUBERNETES, digest);
  const why =
    wanted === 'offline'
      ? 'as ARGO_BOOTSTRAP_PROVIDER asks'
      : 'the official one is not installed and not downloadable';
  return {
    kind: 'offline',
    version,
    message: `Kubernetes provider: the offline one, for v${version} (${why})`,
  };
}

function wantedKind(): 'official' | 'offline' | undefined {
  const value = process.env['ARGO_BOOTSTRAP_PROVIDER'];
  if (!value) return undefined;
  if (value === 'official' || value === 'offline') return value;
  throw new ProblemError([
    {
      rule: 'provider-choice',
      found: `ARGO_BOOTSTRAP_PROVIDER is ${JSON.stringify(value)}`,
      expected: 'official or offline',
      fix: 'set it to one of them, or unset it to let argo-bootstrap choose',
    },
  ]);
}

function notDownloadable(): ProblemError {
  const command = `pulumi plugin install resource ${KUBERNETES.name} v${KUBERNETES.version}`;
  return new ProblemError([
    {
      rule: 'provider-not-available',
      found: `ARGO_BOOTSTRAP_PROVIDER asks for the official provider, and "${command}" fails`,
      expected: 'the plugin in the Pulumi home, or a download that works',
      fix: `run "${command}" where the internet is reached, or unset ARGO_BOOTSTRAP_PROVIDER`,
    },
  ]);
}

async function installOfficial(options: InstallOptions, insist: boolean): Promise<boolean> {
  const memory = options.cache ?? options.pulumiHome;
  if (await obtain(options, KUBERNETES, false)) return true;
  if (!insist && (await failedLately(memory))) return false;
  const limit = insist ? LONG_LIMIT_MS : SHORT_LIMIT_MS;
  if (await downloadOfficial({ ...options, plugin: KUBERNETES, limit })) return true;
  await rememberFailure(memory);
  return false;
}

/** The official plugin from where it is already, or (where the network is known to answer) by a download. */
async function obtain(options: InstallOptions, plugin: Plugin, online: boolean): Promise<boolean> {
  const { pulumiHome } = options;
  if (await hasOfficial(pulumiHome, plugin)) return true;
  if (await linkOfficial(pulumiHome, options.userPulumiHome ?? userPulumiHome(pulumiHome), plugin))
    return true;
  return online && downloadOfficial({ ...options, plugin, limit: LONG_LIMIT_MS });
}
