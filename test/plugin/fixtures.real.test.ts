import * as assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expectedFile, fixtureNames, makeLayer, render, toolDirectory } from './support/render';

describe('the plugin, on every fixture', () => {
  let path = '';

  before(async function () {
    this.timeout(1_200_000);
    path = `${await toolDirectory()}:/usr/bin:/bin`;
  });

  for (const name of fixtureNames('invalid')) {
    it(`refuses ${name} with its exact reason`, async () => {
      const layer = makeLayer(`invalid/${name}`);
      const rendered = await render(join(layer, 'slice'), { PATH: path });
      rmSync(layer, { recursive: true });
      assert.equal(rendered.stderr, readFileSync(expectedFile('invalid', name), 'utf8'));
      assert.deepEqual([rendered.code, rendered.stdout, rendered.leftBehind], [1, '', []]);
    });
  }

  for (const name of fixtureNames('valid')) {
    it(`renders ${name}, twice the same`, async () => {
      const layer = makeLayer(`valid/${name}`);
      const first = await render(join(layer, 'slice'), { PATH: path });
      const second = await render(join(layer, 'slice'), { PATH: path });
      rmSync(layer, { recursive: true });
      assert.equal(first.stderr, '');
      assert.equal(first.stdout, readFileSync(expectedFile('valid', name), 'utf8'));
      assert.deepEqual(second, first);
      assert.deepEqual([first.code, first.leftBehind], [0, []]);
    });
  }
});
