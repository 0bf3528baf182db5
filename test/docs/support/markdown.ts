import { anchorsOf } from './anchors';
import { type Mark, parseMark } from './marks';

/** A fenced block. */
export interface Block {
  /** Line of the fence, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** What the comment right above it says of it. */
  readonly mark: Mark | undefined;
  /** The headings that it stands under, outermost first. */
  readonly headings: readonly string[];
}

/** A line of prose, code spans included. */
export interface Line {
  readonly line: number;
  readonly text: string;
}

/** What the tests need to know of a page. */
export interface MarkdownPage {
  /** Relative to the checkout. */
  readonly path: string;
  readonly blocks: readonly Block[];
  /** Everything but blocks and comments. */
  readonly prose: readonly Line[];
  readonly anchors: ReadonlySet<string>;
}

interface Open {
  readonly line: number;
  readonly indent: number;
  readonly fence: string;
  readonly language: string;
  readonly code: string[];
}

const FENCE = /^(\s*)(`{3,})\s*(\S*)\s*$/;
const COMMENT = /^\s*<!--\s*(.*?)\s*-->\s*$/;
const HEADING = /^(#{1,6})\s+(.*?)\s*$/;

/** Reads a page line by line. @throws Error for a fence that is never closed, or a mark that says nothing known. */
export function parseMarkdown(path: string, text: string): MarkdownPage {
  const reader = new Reader(path);
  for (const [index, content] of text.split('\n').entries()) reader.read(content, index + 1);
  return reader.page();
}

class Reader {
  private readonly blocks: Block[] = [];
  private readonly prose: Line[] = [];
  private headings: readonly string[] = [];
  private open: Open | undefined;
  private mark: Mark | undefined;

  constructor(private readonly path: string) {}

  read(content: string, line: number): void {
    if (this.open) this.readCode(content, this.open);
    else if (!this.readFence(content, line) && !this.readComment(content, line))
      this.readProse(content, line);
  }

  page(): MarkdownPage {
    const { path, blocks, prose, open } = this;
    if (open) throw new Error(`${path}:${open.line}: the block is never closed`);
    return { path, blocks, prose, anchors: anchorsOf(prose) };
  }

  private readCode(content: string, open: Open): void {
    if (content.trim() !== open.fence) {
      open.code.push(content.slice(open.indent));
      return;
    }
    const { line, language, code } = open;
    const { mark, headings } = this;
    this.blocks.push({ line, language, code: `${code.join('\n')}\n`, mark, headings });
    this.open = this.mark = undefined;
  }

  private readFence(content: string, line: number): boolean {
    const fence = FENCE.exec(content);
    if (!fence) return false;
    const [, indent = '', ticks = '', language = ''] = fence;
    this.open = { line, indent: indent.length, fence: ticks, language, code: [] };
    return true;
  }

  private readComment(content: string, line: number): boolean {
    const comment = COMMENT.exec(content)?.[1];
    if (comment !== undefined) this.mark = parseMark(comment, `${this.path}:${line}`);
    return comment !== undefined;
  }

  private readProse(content: string, line: number): void {
    if (content.trim() === '') return;
    this.mark = undefined;
    const [, level = '', title = ''] = HEADING.exec(content) ?? [];
    if (level !== '') this.headings = [...this.headings.slice(0, level.length - 1), title];
    this.prose.push({ line, text: content });
  }
}
