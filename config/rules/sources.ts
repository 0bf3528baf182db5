import { allowedRepositories, type EnvironmentAllowlist, environmentAllowlist } from '../../gitops/allowlist';
import { isRepositoryListed, sameRepository } from '../../gitops/repository-url';
import type { ChartSource } from '../chart-schema';
import { type Rule, withoutUser } from './evidence';

/** A folder of this machine is for this machine. */
export const fileUrlIsLocal: Rule = ({ settings: { repository }, stack, file }) => {
  if (!repository || stack === 'local' || !/^file:/i.test(repository.url)) return [];
  return [
    {
      rule: 'config-file-repository',
      where: file.locate(['repository', 'url']),
      found: `repository.url is ${repository.url} in ${stack}`,
      expected: 'a repository that others can reach; file:// is for local only',
      fix: 'set repository.url to the https:// or ssh:// address of the repository',
    },
  ];
};

/** The tree comes from a repository that the allowlist gives to project `root`. */
export const repositoryIsAllowed: Rule = ({ settings: { repository }, stack, allowlist, file }) => {
  const foreignFile = stack !== 'local' && /^file:/i.test(repository?.url ?? '');
  if (!repository || foreignFile || !allowlist?.environments[stack]) return [];
  const allowed = allowedRepositories(allowlist, stack, 'root');
  if (isRepositoryListed(repository.url, allowed)) return [];
  return [
    {
      rule: 'config-repository-allowed',
      where: file.locate(['repository', 'url']),
      found: `repository.url is ${withoutUser(repository.url)}, which policy/allowlist.yaml doesn't list`,
      expected: `one that project root may use in ${stack}: ${allowed.join(', ') || 'none is listed'}`,
      fix: `correct the address, or have it added to environments.${stack}.gitRepositories with project root`,
    },
  ];
};

/** Every chart comes from where the allowlist says. */
export const chartsAreAllowed: Rule = ({ settings: { argocd, certificates }, stack, allowlist, file }) => {
  if (!allowlist?.environments[stack]) return [];
  const listed = environmentAllowlist(allowlist, stack);
  const charts: [string[], ChartSource | undefined][] = [
    [['argocd', 'chart'], argocd?.chart],
    [['certificates', 'certManager', 'chart'], certificates?.certManager?.chart],
  ];
  return charts.flatMap(([path, chart]) => {
    const problem = chart && unlistedChart(chart, listed);
    if (!problem) return [];
    const fix = `correct the address, or have it added to environments.${stack}.${problem.list}`;
    const { found, expected } = problem;
    return [
      { rule: 'config-chart-allowed', where: file.locate([...path, problem.key]), found, expected, fix },
    ];
  });
};

function unlistedChart(chart: ChartSource, listed: EnvironmentAllowlist) {
  if (chart.source === 'path') return undefined;
  const slash = chart.source === 'oci' ? chart.url.lastIndexOf('/') : -1;
  const [address, name] =
    chart.source === 'oci'
      ? [chart.url.slice(0, slash), chart.url.slice(slash + 1)]
      : [chart.repository, chart.name];
  const list = chart.source === 'oci' ? 'ociRegistries' : 'chartRepositories';
  if (listed[list].some(({ url, charts }) => sameRepository(url, address) && charts.includes(name)))
    return undefined;
  const offers = listed[list].map(({ url, charts }) => `${charts.join(', ')} of ${url}`).join('; ');
  return {
    list,
    key: chart.source === 'oci' ? 'url' : 'repository',
    found: `the chart ${name} of ${address} is not in policy/allowlist.yaml`,
    expected: `a listed chart: ${offers || 'none is listed'}`,
  };
}

/** Production runs what was reviewed, not what a branch has become. */
export const revisionIsImmutable: Rule = ({ settings: { repository }, stack, file }) => {
  if (!repository || stack !== 'production' || /^[0-9a-f]{40}$/.test(repository.revision)) return [];
  return [
    {
      rule: 'config-revision-pinned',
      where: file.locate(['repository', 'revision']),
      found: `repository.revision is ${repository.revision} in production`,
      expected: 'a commit of 40 hexadecimal digits, which nobody can move',
      fix: 'argo-bootstrap promote --from staging --to production',
    },
  ];
};
