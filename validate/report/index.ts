import type { Format } from '../options';
import type { ValidationResult } from '../result';
import { htmlReport } from './html';
import { jsonReport } from './json';
import { junitReport } from './junit';
import { markdownReport } from './markdown';
import { sarifReport } from './sarif';
import { textReport } from './text';

const REPORTS: Readonly<Record<Format, (result: ValidationResult) => string>> = {
  text: (result) => `${textReport(result)}\n`,
  json: jsonReport,
  markdown: markdownReport,
  html: htmlReport,
  sarif: sarifReport,
  junit: junitReport,
};

/** The report of a run in one of its forms. */
export function formatReport(result: ValidationResult, format: Format): string {
  return REPORTS[format](result);
}
