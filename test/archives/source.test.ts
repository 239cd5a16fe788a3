import { expect, test } from 'vitest';
import { Source, Unreadable } from '../../src/archives/source.ts';
import { Tail } from '../../src/archives/tail.ts';
import { noise, zip } from './build.ts';

test('a source that is closed ends what makes its bytes, and gives no more', async () => {
  let ended = false;
  const source = new Source(
    (async function* () {
      try {
        yield Buffer.from('one');
        yield Buffer.from('two');
      } finally {
        ended = true;
      }
    })(),
  );
  await source.peek(1);

  await source.close();

  expect([ended, await source.take(10), await source.whole()]).toEqual([
    true,
    Buffer.alloc(0),
    Buffer.alloc(0),
  ]);
});

test('a source keeps why it ended, and throws only what is a bug', async () => {
  const failing = (error: Error) =>
    new Source(
      (async function* () {
        yield Buffer.from('one');
        throw error;
      })(),
    );

  const damaged = failing(new Unreadable('archive-damaged'));

  expect([String(await damaged.whole()), damaged.problem]).toEqual(['one', 'archive-damaged']);
  await expect(failing(new Error('a bug')).whole()).rejects.toThrow('a bug');
});

test.each([1000, 70_000, 1_000_000])('the end of a zip is seen in parts of %i bytes', async (length) => {
  const bytes = zip([{ name: 'a', content: 'a' }], { front: noise(100_000), comment: 'c'.repeat(0xffff) });
  const parts = async function* (all: Buffer) {
    for (let at = 0; at < all.length; at += length) yield all.subarray(at, at + length);
  };

  for (const [all, holds] of [
    [bytes, true],
    [bytes.subarray(0, -1), false],
  ] as const) {
    const tail = new Tail();
    const seen: Buffer[] = [];
    for await (const part of tail.follow(parts(all))) seen.push(part);

    expect([tail.holdsZip, Buffer.concat(seen).equals(all)]).toEqual([holds, true]);
  }
});
