import type { Oid } from '../model/object.ts';
import { reachableObjects } from './history.ts';
import type { Repository } from './process.ts';

/**
 * Where these objects stand in the history: the path at which git comes across each first, empty for a tree at the top.
 * None for a commit, nor for what nothing leads to.
 *
 * @param areTrees whether all of them are: then git need not tell of files
 */
export async function pathsOf(
  repository: Repository,
  oids: ReadonlySet<Oid>,
  areTrees: boolean,
): Promise<ReadonlyMap<Oid, Buffer>> {
  const paths = new Map<Oid, Buffer>();
  for await (const some of reachableObjects(repository, ...(areTrees ? ['--filter=blob:none'] : [])))
    for (const { oid, path } of some)
      if (path !== undefined && oids.has(oid)) paths.set(oid, Buffer.from(path, 'latin1'));
  return paths;
}
