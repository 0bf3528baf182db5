import type { EnvironmentAllowlist } from '../../gitops/allowlist';
import { sameRepository } from '../../gitops/repository-url';
import { sourcesOf } from '../argocd/sources';
import type { Violation } from '../core/finding';
import { defineRule, everywhere } from '../core/rule';
import { type Subject, TYPE } from '../core/subject';
import { at, isAbsent, isTrue, type Path, show, text } from '../core/values';

const EXACT = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** Where a chart comes from: a chart repository, an OCI registry, or a folder. */
interface Chart {
  /** The field that names the source. */
  readonly path: Path;
  readonly name: string;
  /** The address of the repository or registry; undefined for a folder. */
  readonly repository: string | undefined;
  readonly reads: readonly Path[];
}

/** Helm takes a name that begins like this for a path, whatever repository stands beside it. */
const FOLDER = /^\s*[./]/;

/**
 * The chart that a release installs. A component such as cert-manager's makes a release, which is looked at in turn; it
 * names its repository even where it is given a folder.
 */
function chartOf({ props }: Subject): Chart {
  const chart = text(at(props, ['chart'])) ?? '';
  const repo = ['repositoryOpts', 'repo'];
  const repository = (!FOLDER.test(chart) && text(at(props, repo))) || undefined;
  const reads = [repo, ['chart']];
  if (repository !== undefined) return { path: repo, name: chart, repository, reads };
  const path = ['chart'];
  if (!/^[a-z]+:\/\//i.test(chart)) return { path, name: chart, repository: undefined, reads };
  const slash = chart.lastIndexOf('/');
  return { path, name: chart.slice(slash + 1), repository: chart.slice(0, slash), reads };
}

export const chartSourceAllowed = defineRule({
  name: 'chart-source-allowed',
  title:
    'A chart comes from a listed chart repository or registry, or from a named folder of this repository.',
  why: 'A chart runs hooks with the rights of its service account and may hold anything: it is code, from whoever can write to its source.',
  remediation: 'Use a listed chart, or ask the owners of policy/allowlist.yaml to list this one.',
  references: ['https://helm.sh/docs/topics/provenance/'],
  types: [TYPE.release, TYPE.chart, TYPE.remoteChart, TYPE.application, TYPE.applicationSet],
  options: {
    localCharts: everywhere<readonly string[]>(
      {
        type: 'array',
        items: { type: 'string' },
        description: 'Folders of the program, relative to it, that may be installed as charts.',
      },
      ['charts/argo-cd', 'charts/cert-manager'],
    ),
  },
  check(subject, { allowed, environment, options }): Violation[] {
    const listed = [...allowed.chartRepositories, ...allowed.ociRegistries];
    if (APPLICATIONS.includes(subject.type)) return chartsOfSources(subject, listed);
    if (subject.type !== TYPE.release && isAbsent(subject.props['chart'])) return [HIDDEN];
    const { path, name, repository, reads } = chartOf(subject);
    if (repository === undefined) return localChart(path, name, options.localCharts, reads);
    const known = listed.some(({ url, charts }) => sameRepository(url, repository) && charts.includes(name));
    if (known) return [];
    const offers = listed.map(({ url, charts }) => `${charts.join(', ')} of ${url}`).join('; ');
    const expected = `a chart listed for ${environment}: ${offers || 'none is listed'}`;
    const found = `the chart is ${name || 'missing'} of ${show(repository)}`;
    const fix = 'use a listed chart, or have this one added to policy/allowlist.yaml';
    return [{ path, value: repository, found, expected, fix, reads }];
  },
});

/** A Chart component renders in the program, and Pulumi is not told from where. */
const HIDDEN: Violation = {
  path: ['chart'],
  found: 'a Chart component does not show where its chart comes from',
  expected: 'a Release, whose source can be read',
  fix: 'install the chart as a kubernetes.helm.v3.Release',
};

const APPLICATIONS: readonly string[] = [TYPE.application, TYPE.applicationSet];

/** A listed repository is listed for some of its charts. One that isn't listed is another rule's affair. */
function chartsOfSources(subject: Subject, listed: EnvironmentAllowlist['chartRepositories']): Violation[] {
  return sourcesOf(subject).flatMap(({ url, chart }): Violation[] => {
    const name = chart && at(subject.props, chart);
    const entry = listed.find((candidate) => sameRepository(candidate.url, text(url) ?? ''));
    if (!chart || !entry || entry.charts.includes(text(name) ?? '')) return [];
    const expected = `one of the charts listed for ${entry.url}: ${entry.charts.join(', ')}`;
    return [{ path: chart, expected, fix: 'use a listed chart, or have this one listed' }];
  });
}

function localChart(
  path: Path,
  name: string,
  allowed: readonly string[],
  reads: readonly Path[],
): Violation[] {
  if (allowed.includes(name.replace(/^\.\//, '').replace(/\/$/, ''))) return [];
  const found = FOLDER.test(name)
    ? `the chart is the folder ${name}`
    : `the chart is ${show(name)} without a repository`;
  const expected = `a listed repository with the chart, or one of the folders ${allowed.join(', ') || '(none)'}`;
  const fix =
    'name the chart and its repositoryOpts.repo, or list the folder under `localCharts` of this rule';
  return [{ path, found, value: name, expected, fix, reads }];
}

export const chartVersionExact = defineRule({
  name: 'chart-version-exact',
  title: 'A chart that is fetched has an exact version.',
  why: 'With a range, or with no version, the same commit installs something else tomorrow, and nobody reviewed that.',
  remediation: 'Set the exact version, such as 10.1.1.',
  references: ['https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/#helm'],
  types: [TYPE.release, TYPE.application, TYPE.applicationSet],
  options: {},
  check(subject): Violation[] {
    const { props } = subject;
    const fetched = fetchedVersions(subject).filter((path) => !EXACT.test(text(at(props, path)) ?? ''));
    const inexact = fetched.map((path) => ({
      path,
      expected: 'an exact version, such as 10.1.1',
      fix: 'pin the version that was tested',
    }));
    return isTrue(props['devel']) ? [...inexact, development] : inexact;
  },
});

const development: Violation = {
  path: ['devel'],
  expected: 'no devel: it installs versions that are not released',
  fix: 'remove it, and pin the version',
};

/** The fields that hold versions of charts which come from elsewhere. */
function fetchedVersions(subject: Subject): Path[] {
  if (subject.type !== TYPE.release) {
    return sourcesOf(subject).flatMap(({ version }) => (version ? [version] : []));
  }
  const local = chartOf(subject).repository === undefined;
  return local && isAbsent(subject.props['version']) ? [] : [['version']];
}
