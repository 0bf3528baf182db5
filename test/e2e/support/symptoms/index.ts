import { APPLICATIONS } from './applications';
import { COMMAND_LINE } from './command-line';
import { PLAIN_COMMANDS } from './plain-commands';
import { PROCESSES } from './processes';
import type { Produce } from './stage';

/** What brings each symptom of the runbook about, by its title. */
export const SYMPTOMS: Readonly<Record<string, Produce>> = {
  ...APPLICATIONS,
  ...PROCESSES,
  ...COMMAND_LINE,
  ...PLAIN_COMMANDS,
};
