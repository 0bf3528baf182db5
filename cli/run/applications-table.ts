import pc from 'picocolors';
import type { ApplicationStatus } from '../../embedded/applications/read';
import { isWell } from '../../embedded/applications/wait';
import { formatTable } from '../support/table';

const HEADER = ['APPLICATION', 'LAYER', 'WAVE', 'SYNC', 'HEALTH', 'REVISION'];
const SHORT_SHA = 8;

/** The table that `up` and `status` end with, each Application that is not well followed by its own message. */
export function applicationsTable(applications: readonly ApplicationStatus[]): string {
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
    .map(({ name, message, sync, health }) => pc.red(`${name}: ${message || `${sync}, ${health}`}`));
  return [formatTable(HEADER, rows), ...(messages.length > 0 ? ['', ...messages] : [])].join('\n');
}
