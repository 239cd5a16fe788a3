import { noOid } from './oid-lines.ts';

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
