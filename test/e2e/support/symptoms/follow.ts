import assert from 'node:assert/strict';
import { missingLine } from '../../../docs/support/output';
import type { TestEnvironment } from '../environment';
import { PageSession } from '../page-session';
import { closeExhibition, openExhibition } from './applications';
import { SYMPTOMS } from './index';
import type { Symptom } from './page';
import { Stage } from './stage';

const LOG_IN =
  'eval "$(bin/argo-bootstrap env)"\n' +
  'argocd login "$ARGOCD_SERVER" --insecure --username admin ' +
  '--password "$(argocd admin initial-password --namespace argocd | head -n 1)"';

/** One test a symptom: it is brought about, looks as the page says, and what the page says mends it. */
export function followSymptoms(symptoms: readonly Symptom[], environment: () => TestEnvironment): void {
  let stage: Stage;
  before(async () => {
    stage = new Stage(environment(), new PageSession(environment().root, {}));
    await stage.mustRun(LOG_IN);
    await openExhibition(stage);
  });
  for (const symptom of symptoms) it(symptom.title, () => follow(stage, symptom));
  after(async () => {
    await closeExhibition(stage);
    stage.session.close();
  });
}

async function follow(stage: Stage, { title, shown, commands }: Symptom): Promise<void> {
  const produce = SYMPTOMS[title];
  assert.ok(produce, 'nothing brings it about');
  try {
    const seen = await produce(stage, shown);
    const missing = missingLine(shown, seen);
    assert.equal(missing, undefined, `not seen: ${missing}\nseen:\n${seen}`);
  } finally {
    await stage.mend();
  }
  for (const { code } of commands) await stage.mustRun(code);
}
