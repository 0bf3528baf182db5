import assert from 'node:assert/strict';
import { hostOf, isLoopback, NotLoopbackError } from '../../../../embedded/provider/cluster/loopback';

describe('isLoopback', () => {
  for (const server of [
    'https://127.0.0.1:6443',
    'https://127.8.9.10',
    'https://localhost:1',
    'https://[::1]:6443',
  ]) {
    it(`accepts ${server}`, () => assert.ok(isLoopback(hostOf(server))));
  }

  for (const server of [
    'https://10.0.0.1:6443',
    'https://prod.example.com',
    'https://localhost.example.com',
    'https://127.0.0.1.example.com',
    'https://127.0.0.1@prod.example.com',
    'https://[::ffff:10.0.0.1]',
    'https://0.0.0.0:6443',
    '',
    'nonsense',
  ]) {
    it(`refuses ${server || 'an empty server'}`, () => assert.ok(!isLoopback(hostOf(server))));
  }
});

describe('NotLoopbackError', () => {
  it('names the host, the context, and the remedy', () => {
    const { message } = new NotLoopbackError('prod.example.com', 'prod');
    assert.match(message, /"prod\.example\.com" of the kube-context "prod" is not on loopback/);
    assert.match(
      message,
      /fix: install the official provider \(pulumi plugin install resource kubernetes v4\.29\.0\)/,
    );
  });
});
