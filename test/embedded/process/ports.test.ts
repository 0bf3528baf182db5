import assert from 'node:assert/strict';
import { freePorts } from '../../../embedded/process/ports';

describe('freePorts', () => {
  it('gives as many different ports as asked for', async () => {
    const ports = await freePorts(20);
    assert.equal(new Set(ports).size, 20);
    assert.ok(ports.every((port) => port > 1023 && port < 65_536));
  });
});
