import * as k8s from '@pulumi/kubernetes';
import { ArgoCd } from './components/argo-cd';
import { Certificates } from './components/certificates';
import { HelmfilePlugin } from './components/helmfile-plugin';
import { ArgoCdNamespace } from './components/namespace';
import { Projects, projectsOf } from './components/projects';
import { RepositoryCredentials } from './components/repository-credentials';
import { RootApplication } from './components/root-application';
import { silenceDebug } from './components/silence-debug';
import { loadConfig } from './config';

/** Everything of one environment. Returns the stack's outputs. */
async function bootstrap() {
  silenceDebug();
  const { root, settings, allowlist, rootApplication, values, secrets } = await loadConfig();
  const { environment, kubernetes, repository, argocd, lifecycle, certificates, credentials, vault } =
    settings;
  const { protect, retainWorkloads: retain } = lifecycle;

  // An empty kubeconfig means the one of the shell, which config.ts checked: no path or credential enters the state.
  // Secrets and ConfigMaps change in place: replaced, they would be missing for a moment while pods and Argo CD read them.
  const connection = {
    context: kubernetes.context,
    kubeconfig: '',
    upsertExistingObjects: true,
    enableSecretMutable: true,
    enableConfigMapMutable: true,
  };
  const opts = { providers: [new k8s.Provider('cluster', connection)] };

  const at = new ArgoCdNamespace('argocd', { retain, protect }, opts);
  const { namespace } = at;
  const plugin = new HelmfilePlugin('helmfile', { root, namespace }, opts);
  const argoCd = new ArgoCd(
    'argocd',
    { namespace, chart: argocd.chart, values, mounts: [plugin], protect },
    opts,
  );
  if (certificates) new Certificates('certificates', { namespace, settings: certificates }, opts);
  const projects = new Projects(
    'projects',
    { root, environment, namespace, allowlist, prerequisites: [argoCd] },
    opts,
  );
  const repositories = new RepositoryCredentials(
    'repositories',
    { namespace, credentials, secrets, projectsOf: projectsOf(allowlist, environment), vault },
    opts,
  );
  const applications = new RootApplication(
    'apps-root',
    { manifest: rootApplication, prerequisites: [argoCd, projects, repositories], protect },
    opts,
  );
  return {
    release: argoCd.release.name,
    rootApplication: applications.application.metadata.name,
    revision: repository.revision,
  };
}

export = bootstrap;
