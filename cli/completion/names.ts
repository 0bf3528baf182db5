import type { Argument, Option } from 'commander';
import { PROJECT_ROOT } from '../support/project';

/** Where the names come from that may stand at a place: a function, or the shell itself. */
export type NameSource = (() => Promise<readonly string[]>) | 'files' | 'directories';

/** Sources by placeholder: an option `--env <environment>` is completed with environments, whoever declares it. */
const SOURCES: Readonly<Record<string, NameSource>> = {
  file: 'files',
  directory: 'directories',
  environment: environments,
  environments,
  application: applications,
  service: services,
};

/** Where the values of an option or argument come from; undefined for free text. */
export function nameSourceOf(part: Option | Argument): NameSource | undefined {
  const text = 'flags' in part ? part.flags : part.name();
  const placeholder = 'flags' in part ? /[<[]([a-z-]+)/.exec(text)?.[1] : text;
  return placeholder !== undefined && Object.hasOwn(SOURCES, placeholder) ? SOURCES[placeholder] : undefined;
}

async function environments(): Promise<readonly string[]> {
  const { environmentNames } = require('../../explain/names') as typeof import('../../explain/names');
  return environmentNames(PROJECT_ROOT);
}

async function applications(): Promise<readonly string[]> {
  const { applicationNames } = require('../../explain/names') as typeof import('../../explain/names');
  return applicationNames(PROJECT_ROOT);
}

async function services(): Promise<readonly string[]> {
  const { serviceNames } = require('../../onboarding/names') as typeof import('../../onboarding/names');
  return serviceNames(PROJECT_ROOT);
}
