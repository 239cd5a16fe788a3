import { noOid } from './oid-lines.ts';
import { lineFeed } from './printed.ts';
import type { GitStream } from './process.ts';

/** The lines of what git prints, to its end. How git ended counts before what it printed. @throws UserError */
export async function* linesOf(git: GitStream): AsyncGenerator<readonly string[]> {
  for await (const some of wholeLinesOf(git)) yield some.toString('latin1').split('\n').slice(0, -1);
}

/** The same in bytes, many lines at a time, each with its line feed. */
export async function* wholeLinesOf(git: GitStream): AsyncGenerator<Buffer> {
  try {
    yield* linesIn(git.stdout);
  } catch (error) {
    await git.end;
    throw error;
  }
  await git.end;
}

/** Reads the lines of a stream. @throws UserError when the last one has no line feed at its end */
async function* linesIn(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = all.lastIndexOf(lineFeed) + 1;
    rest = all.subarray(end);
    if (end > 0) yield all.subarray(0, end);
  }
  if (rest.length > 0) throw noOid();
}
