import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Starts the Chromium of this machine. @throws Error that says how to get one. */
export function startBrowser(): Promise<Browser> {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  const executablePath = directories
    .flatMap((dir) => NAMES.map((name) => join(dir, name)))
    .find(isExecutable);
  if (executablePath === undefined) {
    throw new Error(
      'no Chromium on PATH: the page is tested in a real one (Debian: apt-get install chromium)',
    );
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
