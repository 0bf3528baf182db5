import type { Format } from '../options';
import type { ValidationResult } from '../result';
import { htmlReport } from './html';
import { jsonReport } from './json';
import { junitReport } from './junit';
import { markdownReport } from './markdown';
import { sarifReport } from './sarif';
import { type Colours, PLAIN, textReport } from './text';

const REPORTS: Readonly<Record<Format, (result: ValidationResult, colours: Colours) => string>> = {
  text: (result, colours) => `${textReport(result, colours)}\n`,
  json: jsonReport,
  markdown: markdownReport,
  html: htmlReport,
  sarif: sarifReport,
  junit: junitReport,
};

/**
 * The report of a run in one of its forms.
 *
 * @param colours Those of the terminal that will show it; none unless given.
 */
export function formatReport(result: ValidationResult, format: Format, colours = PLAIN): string {
  return REPORTS[format](result, colours);
}
