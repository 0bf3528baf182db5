import type { Row, Table } from '../support/table';
import { applications } from './applications';
import { charts } from './charts';
import { clusters } from './clusters';
import { hostileApplications } from './hostile/applications';
import { hostileInstall } from './hostile/install';
import { hostileObjects } from './hostile/objects';
import { hostileRepoServer } from './hostile/repo-server';
import { hostileSecrets } from './hostile/secrets';
import { hostileSidecars } from './hostile/sidecars';
import { install } from './install';
import { projects } from './projects';
import { pulumi } from './pulumi';
import { repositories } from './repositories';
import { revisions } from './revisions';
import { visibility } from './visibility';

const ALL: readonly Table[] = [
  ...repositories,
  ...clusters,
  ...charts,
  ...revisions,
  ...projects,
  ...applications,
  ...install,
  ...visibility,
  ...pulumi,
  ...hostileObjects,
  ...hostileApplications,
  ...hostileInstall,
  ...hostileRepoServer,
  ...hostileSidecars,
  ...hostileSecrets,
];

/** Every rule's table: what it allows and denies, and how an insider tried to talk it round. */
export const TABLES: readonly Table[] = [...byRule(ALL)].map(([rule, rows]) => ({ rule, rows }));

function byRule(tables: readonly Table[]): Map<string, Row[]> {
  const merged = new Map<string, Row[]>();
  for (const { rule, rows } of tables) merged.set(rule, [...(merged.get(rule) ?? []), ...rows]);
  return merged;
}
