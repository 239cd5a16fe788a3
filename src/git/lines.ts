import { noOid } from './oid-lines.ts';
import { type GitStream, outputOf } from './process.ts';

/**
 * The lines of what git prints, to its end.
 *
 * @throws UserError also when the last one has no line feed at its end
 */
export async function* linesOf(git: GitStream): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const chunk of outputOf(git)) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop()!;
    yield lines;
  }
  if (rest !== '') throw noOid();
}
