import { writeTogether } from '../../config/write-together';
import { visibleJson, visibleText } from '../../gitops/visible';
import { askCluster, type Evidence, judge, readEvidenceFile } from '../../promotion/evidence';
import { type Promotion, planPromotion } from '../../promotion/plan';
import { formatPromotion } from '../../promotion/report';
import { ExitCode } from '../support/exit';
import { PROJECT_ROOT } from '../support/project';

export interface PromoteFlags {
  readonly from: string;
  readonly to: string;
  readonly revision?: string;
  readonly rollback?: boolean;
  readonly trunk?: string;
  readonly evidence?: string;
  readonly context?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Pins one environment to what another one has run. Returns the exit code. */
export async function promote(flags: PromoteFlags): Promise<number> {
  const { from, to, revision, rollback = false, trunk } = flags;
  const promotion = await planPromotion({
    root: PROJECT_ROOT,
    from,
    to,
    rollback,
    evidence: (context) => evidenceOf(flags, context),
    ...(revision !== undefined && { revision }),
    ...(trunk !== undefined && { trunk }),
  });
  const writes = promotion.direction !== 'none' && flags.dryRun !== true;
  if (writes) writeTogether(PROJECT_ROOT, promotion.rewrites);
  console.log(flags.json ? asJson(promotion, writes) : visibleText(formatPromotion(promotion, writes)));
  return ExitCode.ok;
}

async function evidenceOf({ evidence, context, from }: PromoteFlags, configured: string): Promise<Evidence> {
  const rows = evidence === undefined ? await askCluster(context ?? configured) : readEvidenceFile(evidence);
  return judge(rows, from);
}

function asJson({ rewrites, ...promotion }: Promotion, written: boolean): string {
  return visibleJson({ ...promotion, files: rewrites.map(({ file }) => file), written });
}
