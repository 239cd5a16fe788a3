import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileError } from '../model/file-error.ts';
import { isUserError, UserError } from '../model/user-error.ts';

/** A place as a person names it: PATH:LINE, or PATH:LINE:COLUMN as reports print it. */
export interface NamedPlace {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
}

/** Larger files are not explained, in bytes. */
const largestFile = 64 * 1024 * 1024;

/**
 * Reads a place; undefined where no line is named. A name may end with a colon and a number, too: then the file that is
 * there decides.
 *
 * @throws UserError where something else than a line stands behind the name of a file
 */
export function placeIn(place: string, cwd: string): NamedPlace | undefined {
  const isThere = (path: string) => existsSync(resolve(cwd, path));
  const [, path, line] = /^(.+):([1-9][0-9]*)$/s.exec(place) ?? [];
  const [, shorter, ofShorter] = /^(.+):([1-9][0-9]*)$/s.exec(path ?? '') ?? [];
  if (shorter === undefined || isThere(path!)) {
    const file = isThere(path ?? place) ? undefined : fileBefore(path ?? place, isThere);
    if (file !== undefined)
      throw new UserError(`${place.slice(file.length + 1) || 'nothing'} is no line of ${file}`, {
        hint: 'Lines are counted from 1: PATH:LINE.',
      });
    return path === undefined ? undefined : { path, line: Number(line) };
  }
  return { path: shorter, line: Number(ofShorter), column: Number(line) };
}

/** The file that is named in front of a colon, if it is there. */
function fileBefore(place: string, isThere: (path: string) => boolean): string | undefined {
  for (let end = place.lastIndexOf(':'); end > 0; end = place.lastIndexOf(':', end - 1))
    if (isThere(place.slice(0, end))) return place.slice(0, end);
  return undefined;
}

/** @throws UserError where a file that has so many lines has no such line */
export function demandLine(line: number, lines: number, path: string): void {
  if (line > lines)
    throw new UserError(`there is no line ${line} in ${path}`, {
      hint: `It has ${lines === 1 ? '1 line' : `${lines} lines`}.`,
    });
}

/** The whole file. */
export function fileAt(path: string): Buffer {
  try {
    const status = statSync(path);
    if (!status.isFile())
      throw new UserError('explain reads files, and this is none', { hint: 'Check the path.' });
    if (status.size > largestFile)
      throw new UserError('this file is too large to be explained', { hint: 'Up to 64 MB are.' });
    return readFileSync(path);
  } catch (cause) {
    if (isUserError(cause)) throw cause;
    const [archive] = /^.+?(?=!)/s.exec(path) ?? [];
    const hint =
      archive !== undefined && existsSync(archive)
        ? 'What stands in an archive is not explained: unpack it, and name the file.'
        : 'Name a file of the work tree, as seen from here.';
    throw fileError(`${path} cannot be read`, cause, hint);
  }
}
