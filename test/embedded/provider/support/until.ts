import assert from 'node:assert/strict';

/** Waits until `check` holds, 10 s at most. */
export async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  for (let left = 100; left > 0; left -= 1) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail('it did not come to pass within 10 s');
}
