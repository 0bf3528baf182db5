import type { ApplicationStatus } from '../../embedded/applications/read';
import { isWell } from '../../embedded/applications/wait';
import { visibleData, visibleJson } from '../../gitops/visible';
import { coloursOf } from '../support/colour';
import { formatTable } from '../support/table';

const HEADER = ['APPLICATION', 'LAYER', 'WAVE', 'SYNC', 'HEALTH', 'REVISION'];
const SHORT_SHA = 8;

/** How a command that waits for Applications goes about it. */
export interface WaitOptions {
  readonly timeoutMs: number;
  /** Print data alone on standard output. */
  readonly json: boolean;
}

/** Ends a command with its Applications: as data, or as a table below what went before. */
export function printApplications(applications: readonly ApplicationStatus[], json: boolean): void {
  console.log(json ? visibleJson(applications) : `\n${applicationsTable(applications)}`);
}

/** The table that `up` and `status` end with, each Application that is not well followed by its own message. */
export function applicationsTable(read: readonly ApplicationStatus[]): string {
  const applications = visibleData(read);
  const { red } = coloursOf(process.stdout);
  const rows = applications.map(({ name, layer, wave, sync, health, revision }) => [
    name,
    layer,
    layer === 'root' ? '-' : String(wave),
    sync,
    health,
    revision.slice(0, SHORT_SHA) || '-',
  ]);
  const messages = applications
    .filter((application) => !isWell(application))
    .map(({ name, message, sync, health }) => red(`${name}: ${message || `${sync}, ${health}`}`));
  return [formatTable(HEADER, rows), ...(messages.length > 0 ? ['', ...messages] : [])].join('\n');
}
