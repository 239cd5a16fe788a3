import { noOid } from './oid-lines.ts';
import type { GitStream } from './process.ts';

/** The lines of what git prints, to its end. How git ended counts before what it printed. @throws UserError */
export async function* linesOf(git: GitStream): AsyncGenerator<readonly string[]> {
  try {
    yield* linesIn(git.stdout);
  } catch (error) {
    await git.end;
    throw error;
  }
  await git.end;
}

/** Reads the lines of a stream. @throws UserError when the last one has no line feed at its end */
async function* linesIn(stream: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop()!;
    yield lines;
  }
  if (rest !== '') throw noOid();
}
