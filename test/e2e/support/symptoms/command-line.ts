import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify } from '../../../../embedded/process/identity';
import type { Produce } from './stage';

const VENDORED = 'charts/argo-cd/files/vendor/install.yaml';

const notUp: Produce = (stage) =>
  stage.see('ARGO_BOOTSTRAP_STATE="$(mktemp --directory)" bin/argo-bootstrap status');

const locked: Produce = async (stage) => {
  const lock = join(stage.environment.embedded.directory, 'lock');
  // This very process is the other one: it lives, and it has the lock.
  writeFileSync(lock, JSON.stringify({ ...identify(process.pid), purpose: 'up' }));
  const text = await stage.see('bin/argo-bootstrap up');
  await stage.see(`rm '${lock}'`);
  return text;
};

const vendoredFileIsChanged: Produce = async (stage) => {
  stage.session.write(VENDORED, 'kind: Other\n');
  return stage.see('bin/argo-bootstrap vendor --check');
};

const baseIsUnknown: Produce = (stage) => stage.see('bin/argo-bootstrap validate --base release-9');

const misspelt: Produce = (stage) => stage.see('bin/argo-bootstrap statsu');

/** What brings each of these symptoms about. */
export const COMMAND_LINE: Record<string, Produce> = {
  'The environment is not up': notUp,
  'Another command is at work': locked,
  'A third-party file is not the locked one': vendoredFileIsChanged,
  'The check cannot judge': baseIsUnknown,
  'A command is unknown': misspelt,
};
