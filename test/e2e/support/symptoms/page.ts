import type { Block, MarkdownPage } from '../../../docs/support/markdown';

/** One symptom of the runbook. */
export interface Symptom {
  readonly title: string;
  /** What is seen. */
  readonly shown: string;
  /** What to type. */
  readonly commands: readonly Block[];
}

/** Every `####` below `## Symptoms`, in the page's order. */
export function symptomsOf({ blocks }: MarkdownPage): Symptom[] {
  const below = blocks.filter(({ headings }) => headings[1] === 'Symptoms' && headings[3] !== undefined);
  const titles = [...new Set(below.map(({ headings }) => headings[3] ?? ''))];
  return titles.map((title) => {
    const own = below.filter(({ headings, mark }) => headings[3] === title && mark?.kind === 'symptom');
    const texts = own.filter(({ language }) => language === 'text');
    return {
      title,
      shown: texts.map(({ code }) => code).join('\n'),
      commands: own.filter(({ language }) => language === 'sh'),
    };
  });
}
