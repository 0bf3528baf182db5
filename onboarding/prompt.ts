import { createInterface } from 'node:readline';

/** Where questions are asked; a terminal unless a test says otherwise. */
export interface Streams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Shows a text and waits for a line. Ctrl-C, Ctrl-D and the end of the input end it with an AbortError. */
export type Ask = (text: string) => Promise<string>;

/** Asks questions as long as `use` runs. Lines that are typed or pasted ahead wait for their question. */
export async function withPrompt<T>(
  streams: Streams,
  use: (ask: Ask) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const prompt = createInterface(streams);
  const typed: string[] = [];
  let waiting: { resolve(line: string): void; reject(error: Error): void } | undefined;
  let isClosed = false;
  prompt.on('line', (line) => {
    if (waiting === undefined) typed.push(line);
    else waiting.resolve(line);
    waiting = undefined;
  });
  const close = () => prompt.close();
  prompt.on('SIGINT', close);
  prompt.on('close', () => {
    isClosed = true;
    waiting?.reject(interruption());
  });
  signal?.addEventListener('abort', close, { once: true });
  const ask: Ask = (text) =>
    new Promise((resolve, reject) => {
      const ahead = typed.shift();
      if (ahead !== undefined) resolve(ahead);
      else if (isClosed) reject(interruption());
      else waiting = { resolve, reject };
      if (isClosed) return;
      prompt.setPrompt(text);
      prompt.prompt();
    });
  try {
    return await use(ask);
  } finally {
    signal?.removeEventListener('abort', close);
    prompt.close();
  }
}

function interruption(): Error {
  return new DOMException('the questions were not answered', 'AbortError');
}
