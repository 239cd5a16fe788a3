import type { Oid } from '../model/object.ts';
import { listEverything } from './history.ts';
import { linesOf } from './lines.ts';
import { isOid, noOid } from './oid-lines.ts';
import type { Repository } from './process.ts';

/**
 * Where these trees stand in the history: the path at which git comes across each first, empty for one at the top. None
 * for what nothing leads to.
 */
export async function pathsOfTrees(
  repository: Repository,
  trees: ReadonlySet<Oid>,
): Promise<ReadonlyMap<Oid, Buffer>> {
  const paths = new Map<Oid, Buffer>();
  const git = listEverything(repository, ['--objects', '--filter=blob:none', '--missing=print']);
  for await (const lines of linesOf(git)) {
    for (const line of lines) {
      // A commit is named alone, a tree with its path behind a blank.
      const [oid, path = ''] = cut(line);
      if (!isOid(oid.replace(/^\?/, ''))) throw noOid();
      if (trees.has(oid)) paths.set(oid, Buffer.from(path, 'latin1'));
    }
  }
  return paths;
}

function cut(line: string): readonly [string, string?] {
  const blank = line.indexOf(' ');
  return blank === -1 ? [line] : [line.slice(0, blank), line.slice(blank + 1)];
}
