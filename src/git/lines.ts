import { noOid } from './oid-lines.ts';
import { type GitStream, outputOf } from './process.ts';

/**
 * The lines of what git prints, to its end.
 *
 * @throws UserError also when the last one has no line feed at its end
 */
export async function* linesOf(git: GitStream): AsyncGenerator<readonly string[]> {
  // A name may be longer than many chunks: put together once it is there, each of its bytes is looked at once.
  let begun: string[] = [];
  for await (const chunk of outputOf(git)) {
    const lines = chunk.toString('latin1').split('\n');
    begun.push(lines[0]!);
    if (lines.length === 1) continue;
    lines[0] = begun.join('');
    begun = [lines.pop()!];
    yield lines;
  }
  if (begun.join('') !== '') throw noOid();
}
