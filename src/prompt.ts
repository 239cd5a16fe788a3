import { createInterface } from 'node:readline';

interface Streams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Whether a person says yes. Everything else is no: another word, the end of input, Ctrl-C. */
export const confirmed = async (streams: Streams, question: string): Promise<boolean> =>
  /^y(?:es)?$/i.test(((await answer(streams, `${question} [y/N] `)) ?? '').trim());

/** Waits until Enter is pressed; false when the input ended, or was ended by Ctrl-C. */
export const entered = async (streams: Streams, words: string): Promise<boolean> =>
  (await answer(streams, `${words} `)) !== undefined;

/** A line; undefined where there is none. */
function answer({ input, output }: Streams, question: string): Promise<string | undefined> {
  const lines = createInterface({ input, output });
  return new Promise((resolve) => {
    lines.once('close', () => resolve(undefined));
    lines.question(question, (line) => {
      resolve(line);
      lines.close();
    });
  });
}
