import type { Location } from '../../gitops/problem';
import type { MergedFinding } from '../result';
import { projectVersion } from '../version';
import type { ReportData } from './data';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** The report in SARIF 2.1.0, as code scanning reads it: a result with a place for each finding. */
export function sarifReport({ findings }: ReportData): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'argo-bootstrap', version: projectVersion(), rules: rules.map((id) => ({ id })) },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
        results: findings.map((finding) => resultOf(finding, rules.indexOf(finding.rule))),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf(finding: MergedFinding, ruleIndex: number) {
  const { rule, severity, found, expected, fix, where, application, object, environments } = finding;
  const { related = [] } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: `${found}\nexpected: ${expected}\nfix: ${fix}` },
    locations: [{ physicalLocation: physical(where ?? { file: 'README.md' }) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((place, id) => ({
        id,
        physicalLocation: physical(place),
        message: { text: place.role },
      })),
    }),
    properties: { environments, ...(application && { application }), ...(object && { object }) },
  };
}

/** A place; a whole file begins with its first line, since code scanning wants one. */
function physical({ file, line }: Location) {
  return {
    artifactLocation: { uri: uriOf(file), uriBaseId: 'SRCROOT' },
    region: { startLine: line ?? 1 },
  };
}

/** A path as a relative address: none of its signs may begin a query, a fragment or a scheme. */
function uriOf(file: string): string {
  return file
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}
