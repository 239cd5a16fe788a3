import { type BrokenObject, leastFirst } from '../git/cat-file-parser.ts';
import { fileError } from '../model/file-error.ts';
import { isUserError, UserError } from '../model/user-error.ts';
import { type ContentPlace, noPaths, nothingBefore, type Part, type Source } from './source.ts';

/**
 * What comes in by a stream, and where a report says that it stands.
 *
 * @param what the stream, in words
 */
export function inputSource(
  stream: AsyncIterable<Uint8Array>,
  place: ContentPlace,
  what = 'standard input',
): Source {
  return {
    what,
    isApart: true,
    objects: [],
    pathsOf: noPaths,
    names: place.isFile ? [place.path] : [],
    texts: [],
    contents: { read: () => partsOf(stream, what), placeOf: () => place, skipped: [] },
    submodules: [],
    before: async () => nothingBefore,
  };
}

/** One chunk behind, for only the end tells which one is the last. Nobody knows the size before: 0. */
async function* partsOf(
  stream: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Part | BrokenObject> {
  const oid = what;
  let bytes: Buffer = Buffer.alloc(0);
  let first = true;
  let broken: UserError | undefined;
  try {
    for await (const chunk of stream) {
      if (bytes.length >= (first ? leastFirst : 1)) {
        yield { oid, type: 'file', bytes, size: 0, first, last: false };
        first = false;
        bytes = Buffer.from(chunk);
      } else bytes = Buffer.concat([bytes, chunk]);
    }
  } catch (cause) {
    broken = inputFailed(what, cause);
  }
  yield { oid, type: 'file', bytes, size: 0, first, last: true };
  if (broken !== undefined) yield { oid, broken };
}

/**
 * All of a stream, in one piece.
 *
 * @param most in bytes
 * @throws UserError when there is more, or when it cannot be read
 */
export async function wholeInput(stream: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > most) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw inputFailed('standard input', cause);
  }
  if (size <= most) return Buffer.concat(chunks);
  throw new UserError(`the patch is larger than ${most / 1024 / 1024} MB`, {
    hint: 'Hand it over in parts, or scan the repository that it belongs to.',
  });
}

const inputFailed = (what: string, cause: unknown): UserError =>
  isUserError(cause)
    ? cause
    : fileError(`${what} cannot be read`, cause, 'Hand over a file or the output of a program.');
