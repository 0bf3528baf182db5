import type { ValidationResult } from '../result';
import { summaryOf } from './summary';

/** The report as data: `{summary, findings, comparison?}`. Objects are left out, their differences are in. */
export function jsonReport(result: ValidationResult): string {
  const { findings, comparison } = result;
  const environments = comparison?.environments.map(({ name, incomparable, dangers, applications }) => ({
    name,
    ...(incomparable !== undefined && { incomparable }),
    dangers: dangers.length,
    applications: applications.map(({ name: application, change, layer, unknown, objects }) => ({
      name: application,
      change,
      layer,
      unknown,
      objects: objects.map((object) => ({
        name: object.name,
        change: object.change,
        ...(object.movedFrom !== undefined && { movedFrom: object.movedFrom }),
        diff: object.diff,
      })),
    })),
  }));
  const data = {
    summary: { ...summaryOf(result), ...result.counts, seconds: result.seconds },
    findings,
    ...(comparison && { comparison: { base: comparison.base, environments } }),
  };
  return `${JSON.stringify(data, undefined, 2)}\n`;
}
