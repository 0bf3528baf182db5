import { resolve } from 'node:path';

/** The checkout that this command line belongs to. */
export const PROJECT_ROOT = resolve(__dirname, '..', '..');
