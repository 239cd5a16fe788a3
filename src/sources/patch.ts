import { decodeBytes } from '../model/visible.ts';
import { type FilePatch, type Patch, readPatch } from '../patches/patch.ts';
import { aroundHunks, fileLines, sideOf } from '../patches/sides.ts';
import {
  type ContentPlace,
  type Contents,
  noPaths,
  nothingBefore,
  type Part,
  type Source,
} from './source.ts';

/**
 * A patch: of each file that it changes what it shows of the new side, where only that is new which stands nowhere in
 * what it shows of the old one; and all text around that.
 *
 * @param place of what stands around the changes
 * @throws UserError for what is no patch
 */
export function patchSources(bytes: Buffer, place: ContentPlace): readonly Source[] {
  const patch = readPatch(bytes);
  const around = contentOf(
    () => aroundHunks(patch),
    () => place,
    patch,
  );
  return [
    { ...sourceOf(around, async () => nothingBefore), names: patch.broughtPaths },
    // Each change to a file is judged alone: in a row of mails one may add what the next one takes out.
    ...patch.files.map((file) => changeOf(bytes, file)),
  ];
}

function changeOf(bytes: Buffer, file: FilePatch): Source {
  let lineOf: ((line: number) => number) | undefined;
  const content = contentOf(
    () => sideOf(bytes, file, 'new'),
    () => {
      lineOf ??= fileLines(bytes, file);
      return { path: file.path, isFile: true, lineOf };
    },
  );
  return sourceOf(content, async () => ({
    objects: [],
    names: [],
    texts: [Buffer.concat([...sideOf(bytes, file, 'old')])],
  }));
}

const sourceOf = (contents: Contents, before: Source['before']): Source => ({
  what: 'patch',
  isApart: true,
  objects: [],
  pathsOf: noPaths,
  names: [],
  texts: [],
  contents,
  submodules: [],
  before,
});

const contentOf = (
  parts: () => Iterable<Buffer>,
  placeOf: Contents['placeOf'],
  { binaries = [] }: Partial<Patch> = {},
): Contents => ({
  read: () => partsOf(parts()),
  placeOf,
  skipped: binaries.map((path) => ({ path: decodeBytes(path), reason: 'binary-patch' })),
});

/** One behind, for only the end tells which one is the last. */
async function* partsOf(texts: Iterable<Buffer>): AsyncGenerator<Part> {
  const rest = { oid: 'patch', type: 'file', size: 0 } as const;
  let before: Buffer | undefined;
  let first = true;
  for (const bytes of texts) {
    if (before !== undefined) {
      yield { ...rest, bytes: before, first, last: false };
      first = false;
    }
    before = bytes;
  }
  yield { ...rest, bytes: before ?? Buffer.alloc(0), first, last: true };
}
