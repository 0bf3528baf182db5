import type { Table } from '../support/table';
import { applications } from './applications';
import { charts } from './charts';
import { install } from './install';
import { projects } from './projects';
import { pulumi } from './pulumi';
import { repositories } from './repositories';
import { revisions } from './revisions';

/** Every rule's table. */
export const TABLES: readonly Table[] = [
  ...repositories,
  ...charts,
  ...revisions,
  ...projects,
  ...applications,
  ...install,
  ...pulumi,
];
