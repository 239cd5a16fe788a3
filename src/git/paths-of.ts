import type { Oid } from '../model/object.ts';
import { reachableObjects } from './history.ts';
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
  for await (const some of reachableObjects(repository, '--filter=blob:none'))
    for (const { oid, path = '' } of some) if (trees.has(oid)) paths.set(oid, Buffer.from(path, 'latin1'));
  return paths;
}
