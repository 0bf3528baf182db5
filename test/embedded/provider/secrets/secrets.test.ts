import assert from 'node:assert/strict';
import { annotateSecrets, secretStrings } from '../../../../embedded/provider/secrets/annotate';
import { redact } from '../../../../embedded/provider/secrets/redact';
import { isSecret, type JsonObject, secret } from '../../../../embedded/provider/wire/values';

describe('annotateSecrets', () => {
  it('marks what is secret at the same place in the inputs, and no more', () => {
    const outputs: JsonObject = { data: { hidden: 'a', open: 'b' }, list: [{ env: 'c' }], other: 1 };
    annotateSecrets(outputs, {
      data: { hidden: secret('a'), open: 'b' },
      list: [{ env: secret('c') }],
      absent: secret(1),
    });
    assert.deepEqual(outputs, {
      data: { hidden: secret('a'), open: 'b' },
      list: secret([{ env: 'c' }]),
      other: 1,
    });
  });

  it('marks the data of every Kubernetes Secret, whatever the inputs', () => {
    const outputs = annotateSecrets({ kind: 'Secret', data: { a: 'b' }, stringData: { c: 'd' } }, {});
    assert.ok(isSecret(outputs['data']) && isSecret(outputs['stringData']));
  });
});

describe('redact', () => {
  it('hides secrets as they stand, in base64, in JSON, and line by line', () => {
    const key = '-----BEGIN KEY-----\nCANARY"1\nCANARY2\n';
    const secrets = secretStrings(
      { data: { a: secret(key) } },
      { kind: 'Secret', stringData: { b: 'CANARY3' } },
    );
    const forms = [
      key,
      Buffer.from(key).toString('base64'),
      JSON.stringify(key),
      'x CANARY2 y',
      'CANARY3',
      btoa('CANARY3'),
    ];
    for (const form of forms) assert.doesNotMatch(redact(`before ${form} after`, secrets), /CANARY|Q0FOQVJZ/);
  });

  it('decodes the data of a Secret, since servers quote it so', () => {
    const secrets = secretStrings({ kind: 'Secret', data: { a: btoa('CANARY4') } });
    assert.equal(redact('found CANARY4', secrets), 'found [secret]');
  });

  it('leaves harmless words alone', () => {
    const secrets = secretStrings({ a: secret(['true', 'x', '']), __inputs: secret({ name: 'argocd' }) });
    assert.equal(redact('true: x of argocd', secrets), 'true: x of argocd');
  });
});
