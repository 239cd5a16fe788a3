/** Whoever reads need not read it all. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { expand, type Member } from '../../src/archives/expand.ts';
import { defaultLimits } from '../../src/model/archive-limits.ts';
import { gzip, noise, tar, zip } from './build.ts';

const large = noise(3_000_000);
const files = [
  { name: 'one', content: large },
  { name: 'two', content: large },
  { name: 'three', content: 'the last one' },
];

describe.each([
  ['zip', zip(files)],
  ['tar', tar(files)],
  ['gzip of a tar', gzipSync(tar(files))],
  ['zip of a gzip of a tar', zip([{ name: 'i', content: gzip(tar(files)) }])],
])('of a %s', (_, bytes) => {
  test('a member may be left in the middle', async () => {
    const found: string[] = [];
    for await (const one of expand(bytes, defaultLimits)) {
      if ('reason' in one) throw new Error(one.reason);
      for await (const part of one.parts) {
        found.push(`${one.path.at(-1)} ${part.length > 0}`);
        break;
      }
    }

    expect(found).toEqual(['one true', 'two true', 'three true']);
  });

  test('a member may be left out', async () => {
    const found: string[] = [];
    for await (const one of expand(bytes, defaultLimits)) {
      if ('reason' in one) throw new Error(one.reason);
      if (String(one.path.at(-1)) === 'three') for await (const part of one.parts) found.push(String(part));
    }

    expect(found).toEqual(['the last one']);
  });

  test('the rest may be left out, in the middle of a member and between two', async () => {
    const found: string[] = [];
    for (const reads of [true, false]) {
      for await (const one of expand(bytes, defaultLimits)) {
        if ('reason' in one) throw new Error(one.reason);
        found.push(String(one.path.at(-1)));
        if (reads) for await (const _ of one.parts) break;
        break;
      }
    }
    // What was left behind would be heard of now.
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect(found).toEqual(['one', 'one']);
  });

  test('a member has nothing more to say when the next one was asked for', async () => {
    const members: Member[] = [];
    for await (const one of expand(bytes, defaultLimits)) if (!('reason' in one)) members.push(one);

    const late = await Promise.all(members.map(({ parts }) => all(parts)));

    expect(late).toEqual([[], [], []]);
  });
});

test('what is no archive has no members', async () => {
  expect(await all(expand(Buffer.from('a text'), defaultLimits))).toEqual([]);
  expect(await all(expand(Buffer.alloc(0), defaultLimits))).toEqual([]);
});

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
