import { visibleLine, visibleText } from '../../gitops/visible';
import type { Format } from '../options';
import type { ValidationResult } from '../result';
import { type ReportData, reportData, type Telling } from './data';
import { htmlReport } from './html';
import { jsonReport } from './json';
import { junitReport } from './junit';
import { markdownReport } from './markdown';
import { sarifReport } from './sarif';
import { type Colours, PLAIN, textReport } from './text';

const REPORTS: Readonly<Record<Format, (data: ReportData, colours: Colours) => string>> = {
  text: (data, colours) => `${textReport(data, colours)}\n`,
  json: jsonReport,
  markdown: markdownReport,
  html: htmlReport,
  sarif: sarifReport,
  junit: junitReport,
};

/** A tree may be anybody's: what would steer a terminal or mislead a reader is written out. */
const VISIBLY: Telling = { text: visibleText, line: visibleLine };

/** A program wants what is there. */
const EXACTLY: Telling = { text: (text) => text, line: (text) => text };

/**
 * The report of a run in one of its forms. Nothing of the tree, of a tool or of a cluster reaches a terminal as it is.
 *
 * @param colours Those of the terminal that will show it; none unless given.
 */
export function formatReport(result: ValidationResult, format: Format, colours = PLAIN): string {
  return REPORTS[format](reportData(result, format === 'json' ? EXACTLY : VISIBLY), colours);
}
