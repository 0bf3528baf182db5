import assert from 'node:assert/strict';
import { CREDENTIAL } from '../../../../embedded/rehearsal/credential';
import type { TestEnvironment } from '../environment';
import type { Subject } from './subject';

/** The credential by which a rehearsal's Applications are read. */
export function monorepo(environment: 'staging' | 'production', kind: 'githubApp' | 'token'): Subject {
  return { name: CREDENTIAL, kind, file: `Pulumi.${environment}.yaml`, deliver: deliverChange };
}

/** A change of a slice, by the way that changes take: staging follows the trunk, and `up` moves production's pin to it. */
async function deliverChange(environment: TestEnvironment): Promise<void> {
  const { name } = environment.embedded;
  environment.editValues(`platform/data-plane/values/${name}.yaml`, (values) => {
    values['edge'] = { environment: name, replicas: 4 };
  });
  const delivered = await environment.cli(name === 'production' ? 'up' : 'sync');
  assert.equal(delivered.exitCode, 0, delivered.text);
}
