import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from './program';
import { REFERENCE_FILE, withReference } from './reference-file';
import { PROJECT_ROOT } from './support/project';

writeFileSync(join(PROJECT_ROOT, REFERENCE_FILE), withReference(PROJECT_ROOT, commandLine()));
