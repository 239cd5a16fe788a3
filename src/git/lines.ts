import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';

const hex = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Reads the lines of a stream. @throws UserError when the last one has no line feed at its end */
export async function* linesIn(stream: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop()!;
    yield lines;
  }
  if (rest !== '') throw noOid();
}

/** Reads object names, one a line, many at a time. @throws UserError unless every line is one */
export async function* oidLinesIn(stream: AsyncIterable<Buffer>): AsyncGenerator<readonly Oid[]> {
  for await (const lines of linesIn(stream)) {
    if (!lines.every(isOid)) throw noOid();
    yield lines;
  }
}

/** @throws UserError unless every line is an object name with a line feed at its end */
export function oidLines(output: Buffer): readonly Oid[] {
  const lines = output.toString('latin1').split('\n');
  const rest = lines.pop();
  if (rest !== '' || !lines.every((line) => hex.test(line))) throw noOid();
  return lines;
}

export const isOid = (text: string): boolean => hex.test(text);

export const noOid = (): UserError =>
  new UserError('git printed something else than object names', {
    hint: 'Nothing was judged. Try again; if it stays, please report it with the output of git --version.',
  });
