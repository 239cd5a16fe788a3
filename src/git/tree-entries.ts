import type { Oid } from '../model/object.ts';
import type { ReadObjects } from './object-reader.ts';

/** The names in these trees, not in those below them. */
export async function* namesInTrees(read: ReadObjects, trees: readonly Oid[]): AsyncGenerator<Buffer> {
  for await (const { name } of entriesOf(read, trees)) yield name;
}

/** The submodules in these trees, not in those below them: each tree and a name in it. */
export async function* submodulesInTrees(
  read: ReadObjects,
  trees: readonly Oid[],
): AsyncGenerator<{ readonly tree: Oid; readonly name: Buffer }> {
  for await (const entry of entriesOf(read, trees))
    if (isSubmodule(Number.parseInt(entry.mode, 8))) yield entry;
}

/** As git takes it: whatever is no file, no link and no folder, so that odd modes are submodules, too. */
export function isSubmodule(mode: number): boolean {
  const kind = mode & 0o170000;
  return kind !== 0o100000 && kind !== 0o120000 && kind !== 0o040000;
}

interface TreeEntry {
  readonly tree: Oid;
  /** As it stands there: `40000` of a folder. */
  readonly mode: string;
  readonly name: Buffer;
}

async function* entriesOf(read: ReadObjects, trees: readonly Oid[]): AsyncGenerator<TreeEntry> {
  let parts: Buffer[] = [];
  for await (const some of read(trees)) {
    for (const part of some) {
      if ('broken' in part) throw part.broken;
      if (part.first) parts = [];
      parts.push(part.bytes);
      if (part.last) yield* entriesIn(part.oid, Buffer.concat(parts));
    }
  }
}

/** `100644 name\0` and 20 or 32 bytes of an object name each. */
function* entriesIn(tree: Oid, bytes: Buffer): Generator<TreeEntry> {
  for (let at = 0; at < bytes.length; ) {
    const [blank, end] = [bytes.indexOf(0x20, at), bytes.indexOf(0, at)];
    if (blank === -1 || end < blank) return;
    yield { tree, mode: bytes.toString('latin1', at, blank), name: bytes.subarray(blank + 1, end) };
    at = end + 1 + tree.length / 2;
  }
}
