import type { Oid } from '../model/object.ts';
import { readObjects } from './object-reader.ts';
import type { Repository } from './process.ts';

/** The names in these trees, not in those below them: `100644 name\0` and 20 or 32 bytes of an object name each. */
export async function* namesInTrees(repository: Repository, trees: readonly Oid[]): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  for await (const part of readObjects(repository, trees)) {
    if ('broken' in part) throw part.broken;
    if (part.first) parts = [];
    parts.push(part.bytes);
    if (part.last) yield* namesIn(Buffer.concat(parts), part.oid.length / 2);
  }
}

function* namesIn(tree: Buffer, oidWidth: number): Generator<Buffer> {
  for (let at = 0; at < tree.length; ) {
    const [blank, end] = [tree.indexOf(0x20, at), tree.indexOf(0, at)];
    if (blank === -1 || end < blank) return;
    yield tree.subarray(blank + 1, end);
    at = end + 1 + oidWidth;
  }
}
