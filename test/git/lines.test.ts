import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { linesOf } from '../../src/git/lines.ts';
import { RawDiffParser } from '../../src/git/raw-diff.ts';

const git = (chunks: Iterable<Buffer>) => ({
  ...{ stdin: process.stdout, stdout: Readable.from(chunks), end: Promise.resolve(), said: () => '' },
});

async function linesIn(...chunks: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for await (const lines of linesOf(git(chunks.map((chunk) => Buffer.from(chunk))))) all.push(...lines);
  return all;
}

test('lines are the same however they are cut', async () => {
  expect(await linesIn('a\nb\n')).toEqual(['a', 'b']);
  expect(await linesIn('a', '\n', 'b', 'c', '\n\n', 'd\n')).toEqual(['a', 'bc', '', 'd']);
  expect(await linesIn()).toEqual([]);
});

test.each([[['a\nb']], [['a\n', 'b']], [['b', 'c']]])('the last one has an end: %j', async (chunks) => {
  await expect(linesIn(...chunks)).rejects.toThrow('something else than object names');
});

// Were it put together with each part anew, each of these would take minutes.
const parts = 32_768;
const part = Buffer.alloc(1024, 'x');

function* longName(end: string): Generator<Buffer> {
  for (let at = 0; at < parts; at++) yield part;
  yield Buffer.from(end);
}

test('a name may come in as many parts as it has: in a list', async () => {
  let length = 0;
  for await (const [line] of linesOf(git(longName('\n')))) length += line!.length;

  expect(length).toBe(parts * part.length);
});

test('a name may come in as many parts as it has: in changes', () => {
  const parser = new RawDiffParser('diff-index');
  const oid = 'a'.repeat(40);
  const paths = [Buffer.from(`:000000 100644 ${'0'.repeat(40)} ${oid} A\0`), ...longName('\0')].flatMap(
    (chunk) => [...parser.push(chunk)].map(({ path }) => path.length),
  );
  parser.end();

  expect(paths).toEqual([parts * part.length]);
});
