import { forms } from './forms';
import { generation } from './generation';
import { names, plaintextSecrets } from './objects';
import { definitions, namespaces } from './order';
import { origins } from './origins';
import { applicationNames, objectOwners } from './ownership';
import { permissions } from './permissions';
import { policies } from './policies';
import { emptyOutput, rendering } from './rendering';
import type { Rule } from './rule';
import { schemas } from './schemas';

/** Every rule about an environment. */
export const RULES: readonly Rule[] = [
  forms,
  policies,
  generation,
  rendering,
  emptyOutput,
  permissions,
  schemas,
  namespaces,
  definitions,
  objectOwners,
  applicationNames,
  plaintextSecrets,
  names,
  origins,
];
