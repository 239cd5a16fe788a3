import { lstatSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/**
 * The first symbolic link on the way from a folder to a path in it, the path itself included; undefined where there is
 * none, and for what is not in the folder.
 */
export function linkBelow(folder: string, path: string): string | undefined {
  const names = relative(folder, resolve(folder, path)).split(sep);
  if (names[0] === '..' || names[0] === '') return undefined;
  const places = names.map((_, at) => join(folder, ...names.slice(0, at + 1)));
  return places.find((place) => lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink());
}
