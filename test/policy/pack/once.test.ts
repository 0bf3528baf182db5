import assert from 'node:assert/strict';
import { oncePerResource, unpackOnce } from '../../../policy/pack/once';

/** Stands for the policy SDK's module, and counts how often it unpacks. */
function sdkModule() {
  const calls: [object, boolean][] = [];
  const sdk = {
    calls,
    deserializeProperties(message: object, keepSecrets: boolean): Record<string, unknown> {
      calls.push([message, keepSecrets]);
      return { keepSecrets };
    },
  };
  return sdk;
}

describe('what the pack works out once for all of its policies', () => {
  it('unpacks the properties of a message once', () => {
    const sdk = sdkModule();
    unpackOnce(sdk);
    const message = {};
    assert.equal(sdk.deserializeProperties(message, false), sdk.deserializeProperties(message, false));
    assert.deepEqual(sdk.calls, [[message, false]]);
  });

  it('unpacks those of every message', () => {
    const sdk = sdkModule();
    unpackOnce(sdk);
    assert.notEqual(sdk.deserializeProperties({}, false), sdk.deserializeProperties({}, false));
  });

  it('leaves to every remediation properties of its own, with their secrets', () => {
    const sdk = sdkModule();
    unpackOnce(sdk);
    const message = {};
    sdk.deserializeProperties(message, false);
    const remediated = [sdk.deserializeProperties(message, true), sdk.deserializeProperties(message, true)];
    assert.deepEqual(remediated, [{ keepSecrets: true }, { keepSecrets: true }]);
    assert.notEqual(remediated[0], remediated[1]);
    assert.deepEqual(sdk.deserializeProperties(message, false), { keepSecrets: false });
  });

  it('leaves alone an SDK that unpacks by another name', () => {
    const sdk = {};
    unpackOnce(sdk);
    assert.deepEqual(sdk, {});
  });

  it('finds the function in the installed SDK, and the name of what its proxies wrap', () => {
    const { deserializeProperties } = require('@pulumi/policy/deserialize') as Record<string, unknown>;
    assert.equal(typeof deserializeProperties, 'function');
    const { getSpecialProxyTarget } = require('@pulumi/policy/proxy') as Record<string, unknown>;
    assert.equal(getSpecialProxyTarget, '__getSpecialProxyTarget');
  });

  it('works out once what depends on a resource alone, however often it is wrapped', () => {
    const { unknownCheckingProxy } = require('@pulumi/policy/proxy') as {
      unknownCheckingProxy: (props: object) => Record<string, unknown>;
    };
    let calls = 0;
    const work = oncePerResource(({ props }: { props: Record<string, unknown> }) => {
      calls += 1;
      return props['name'];
    });
    const [a, b] = [{ name: 'a' }, { name: 'b' }];
    const found = [a, a, b, a].map((props) => work({ props: unknownCheckingProxy(props) }));
    assert.deepEqual(found, ['a', 'a', 'b', 'a']);
    assert.equal(calls, 2);
  });

  it('remembers that nothing was found', () => {
    let calls = 0;
    const work = oncePerResource(() => {
      calls += 1;
    });
    const props = {};
    work({ props });
    work({ props });
    assert.equal(calls, 1);
  });
});
