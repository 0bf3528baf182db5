import assert from 'node:assert/strict';
import type { Block, MarkdownPage } from '../../docs/support/markdown';
import { missingLine } from '../../docs/support/output';
import type { TestEnvironment } from './environment';
import { PageSession, type Printed } from './page-session';

/** Somebody who follows one page of the documentation to the letter. */
export class PageReader {
  private readonly session: PageSession;
  private printed: Printed = { exitCode: 0, text: '' };

  constructor(private readonly environment: TestEnvironment) {
    this.session = new PageSession(environment.root, { KUBECONFIG: environment.foreignKubeconfig });
  }

  /** Does what a block says. What commands print is kept for the block that shows it. */
  async follow({ code, mark }: Block): Promise<void> {
    if (mark?.kind === 'file') this.session.write(mark.path, code);
    else if (mark?.kind === 'output') this.compare(code);
    else if (mark?.kind === 'run') await this.type(code, mark.exitCode);
    else throw new Error('nobody can follow this block');
  }

  private async type(code: string, exitCode: number): Promise<void> {
    this.printed = await this.session.type(code);
    assert.equal(this.printed.exitCode, exitCode, this.printed.text);
  }

  private compare(shown: string): void {
    const missing = missingLine(shown, this.printed.text);
    assert.equal(missing, undefined, `not printed: ${missing}\nprinted:\n${this.printed.text}`);
  }

  /** Leaves the clone as it was. */
  async close(): Promise<void> {
    this.session.close();
    await this.environment.restoreFiles();
  }
}

/** The blocks to follow before the environment is up (`setup`), or once it is, in the page's order. */
export function blocksToFollow({ blocks }: MarkdownPage, setup: boolean): Block[] {
  let isSetup = false;
  return blocks.filter(({ mark }) => {
    if (mark?.kind === 'run') isSetup = mark.setup;
    if (mark?.kind === 'file') return !setup;
    return (mark?.kind === 'run' || mark?.kind === 'output') && isSetup === setup;
  });
}
