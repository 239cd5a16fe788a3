/** Questions to whoever sits at the terminal. */
import type { ReadStream, WriteStream } from 'node:tty';

export interface Terminal {
  readonly stdin: Pick<ReadStream, 'isTTY'> & NodeJS.ReadableStream;
  readonly stderr: Pick<WriteStream, 'isTTY'> & NodeJS.WritableStream;
  /** Told of Ctrl-C, which reaches nobody else while a question is open. */
  emit?(signal: 'SIGINT'): unknown;
}

/** Whether somebody is there to answer. */
export const canAsk = ({ stdin, stderr }: Terminal): boolean => stdin.isTTY === true && stderr.isTTY === true;

/**
 * What is answered, without blanks around it; undefined where nobody answers: there is no terminal, or the answer was
 * broken off by Ctrl-C or Ctrl-D. The question goes to standard error, so that a report can go elsewhere.
 */
export async function asked(question: string, terminal: Terminal): Promise<string | undefined> {
  if (!canAsk(terminal)) return undefined;
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr, terminal: true });
  try {
    return await new Promise<string | undefined>((answer) => {
      lines.on('close', () => answer(undefined));
      lines.on('SIGINT', () => {
        terminal.emit?.('SIGINT');
        answer(undefined);
      });
      lines.question(`${question} `, (text) => answer(text.trim()));
    });
  } finally {
    lines.close();
  }
}

/** Whether it is answered with yes; anything else is no. */
export async function confirmed(question: string, terminal: Terminal): Promise<boolean> {
  const answer = await asked(`${question} [y/N]`, terminal);
  return answer !== undefined && /^y(?:es)?$/i.test(answer);
}
