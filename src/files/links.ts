import { lstatSync, realpathSync } from 'node:fs';
import { join, parse, resolve, sep } from 'node:path';

/**
 * The first symbolic link of a folder that the way to a path goes through, the path itself included; undefined where none
 * does. Links from elsewhere, such as an alias of the folder, are followed.
 *
 * @param path as it is used: what is written as `a/../b` is taken for `b`
 */
export function linkBelow(folder: string, path: string): string | undefined {
  const top = realpathSync(folder);
  const { root } = parse(resolve(path));
  let place = root;
  for (const name of resolve(path).slice(root.length).split(sep).filter(Boolean)) {
    const next = join(place, name);
    const status = lstatSync(next, { throwIfNoEntry: false });
    if (status === undefined) return undefined;
    if (!status.isSymbolicLink()) {
      place = next;
      continue;
    }
    if (`${place}${sep}`.startsWith(`${top}${sep}`)) return next;
    const real = realOf(next);
    if (real === undefined) return undefined;
    place = real;
  }
  return undefined;
}

function realOf(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    // It leads nowhere yet.
    return undefined;
  }
}
