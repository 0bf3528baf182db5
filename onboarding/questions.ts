import { requestFields } from '../gitops/onboarding-record';
import { type Ask, type Streams, withPrompt } from './prompt';
import type { PartialRequest } from './request';

/** One field that is asked for where nobody named it. */
interface Question {
  readonly field: keyof typeof requestFields;
  readonly text: string;
  /** What an empty answer means; undefined where one is needed. */
  readonly otherwise?: (known: PartialRequest) => unknown;
  readonly read?: (answer: string) => unknown;
}

const WORDS = (answer: string) => answer.split(/[\s,]+/).filter(Boolean);

function questions(environments: readonly string[]): Question[] {
  return [
    { field: 'service', text: 'Name of the service' },
    { field: 'team', text: 'Team, as CODEOWNERS writes it (@org/team)' },
    { field: 'namespace', text: 'Namespace', otherwise: ({ service }) => service },
    {
      field: 'environments',
      text: `Environments (${environments.join(', ')})`,
      otherwise: () => environments,
      read: WORDS,
    },
    {
      field: 'project',
      text: 'Project: apps, platform, foundation, or nothing to have it decided',
      otherwise: () => undefined,
    },
    { field: 'repository', text: 'Git repository, or nothing for this one', otherwise: () => undefined },
    { field: 'size', text: 'Quota: small, medium or large', otherwise: () => 'small' },
  ];
}

/** Asks for each field that is missing, again until the answer fits. */
export async function askMissing(
  known: PartialRequest,
  environments: readonly string[],
  streams: Streams,
  signal?: AbortSignal,
): Promise<PartialRequest> {
  const answers: Record<string, unknown> = { ...known };
  const askAll = async (ask: Ask) => {
    for (const question of questions(environments)) {
      if (answers[question.field] !== undefined) continue;
      const answer = await askOne(question, answers, ask, streams.output);
      if (answer !== undefined) answers[question.field] = answer;
    }
    if (answers['chart'] === undefined) answers['chart'] = await askChart(ask, streams.output);
    return answers;
  };
  return withPrompt(streams, askAll, signal);
}

async function askOne(
  { field, text, otherwise, read }: Question,
  known: PartialRequest,
  ask: Ask,
  output: NodeJS.WritableStream,
): Promise<unknown> {
  const fallback = otherwise?.(known);
  const shown = typeof fallback === 'string' ? ` [${fallback}]` : '';
  for (;;) {
    const answer = (await ask(`${text}${shown}: `)).trim();
    if (answer === '' && otherwise) return fallback;
    const parsed = requestFields[field].safeParse(read ? read(answer) : answer);
    if (parsed.success) return parsed.data;
    output.write(`  ${parsed.error.issues[0]?.message ?? 'another answer is needed'}\n`);
  }
}

/** A folder, or where the chart is fetched from, one part at a time. */
async function askChart(ask: Ask, output: NodeJS.WritableStream): Promise<unknown> {
  for (;;) {
    const source = (
      await ask('Chart: a folder, an https:// chart repository or an oci:// registry: ')
    ).trim();
    const fields = /^(https|oci):/.test(source)
      ? {
          repository: source,
          name: (await ask('Name of the chart: ')).trim(),
          version: (await ask('Version of the chart: ')).trim(),
        }
      : { path: source };
    const parsed = requestFields.chart.safeParse(fields);
    if (parsed.success) return parsed.data;
    for (const { message } of parsed.error.issues) output.write(`  ${message}\n`);
  }
}

/** Asks for one word before something is deleted. */
export async function confirm(
  text: string,
  word: string,
  streams: Streams,
  signal?: AbortSignal,
): Promise<boolean> {
  const answer = await withPrompt(streams, (ask) => ask(`${text} Type ${word} to go on: `), signal);
  return answer.trim() === word;
}
