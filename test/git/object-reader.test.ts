/** The reader believes no content that its name does not: git itself does not look. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readObjects } from '../../src/git/object-reader.ts';
import { UserError } from '../../src/model/user-error.ts';
import { answers, anyObjects, type Stored } from '../support/raw-output.ts';
import { runs } from '../support/scanning.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyhalt-test-'));
const repository = { cwd: folder, env: { PATH: `${folder}:${process.env.PATH}` } };
writeFileSync(join(folder, 'git'), '#!/bin/sh\ncat >asked\ncat answer\nexit $(cat code)\n', { mode: 0o755 });
afterAll(() => rmSync(folder, { recursive: true }));

describe('the object reader', () => {
  test('gives every object of the list, SHA-1 or SHA-256, in its order', async () => {
    await fc.assert(
      fc.asyncProperty(anyObjects, async (objects) => {
        gitPrints(answers(objects));

        expect(await read(objects)).toEqual(objects);
      }),
      runs(20),
    );
  });

  test('takes no content, type or length for another one', async () => {
    await fc.assert(
      fc.asyncProperty(anyObjects, fc.nat(), fc.nat(255), async (objects, at, byte) => {
        fc.pre(objects.length > 0);
        const bytes = answers(objects);
        fc.pre(bytes[at % bytes.length] !== byte);
        bytes[at % bytes.length] = byte;
        gitPrints(bytes);

        await expect(read(objects)).rejects.toThrow(UserError);
      }),
      runs(40),
    );
  });

  test('says which object holds something else than its name says', async () => {
    const oid = 'a'.repeat(40);
    gitPrints(Buffer.from(`${oid} blob 3\nabc\n`));

    await expect(read([{ oid, type: 'blob', body: Buffer.from('abc') }])).rejects.toThrow(
      `object ${oid} holds something else than its name says`,
    );
  });

  test('goes on behind a broken object, and tells the broken one from the others', async () => {
    const oid = 'a'.repeat(40);
    gitPrints(Buffer.from(`${oid} blob 3\nabc\n${oid} missing\n${empty.oid} blob 0\n\n`));
    const told: string[] = [];

    for await (const part of readObjects(repository, [oid, oid, empty.oid]))
      told.push('broken' in part ? `broken ${part.oid}` : `part of ${part.oid}`);

    expect(told).toEqual([`part of ${oid}`, `broken ${oid}`, `broken ${oid}`, `part of ${empty.oid}`]);
  });

  // A long list comes as a stream.
  describe.each([1, 2500])('with %i objects', (count) => {
    const list = Array.from({ length: count }, () => empty);

    test('gives them all', async () => {
      gitPrints(answers(list));

      expect(await read(list)).toHaveLength(count);
    });

    test('does not take whole answers for success when git fails in the end', async () => {
      gitPrints(answers(list), 128);

      await expect(read(list)).rejects.toThrow('git cat-file failed');
    });

    test('is not content with fewer, even when git says that all went well', async () => {
      gitPrints(answers(list.slice(1)));

      await expect(read(list)).rejects.toThrow(UserError);
    });

    test('asks for them by their names alone, one on a line', async () => {
      gitPrints(answers(list));

      await read(list);

      expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe(`${empty.oid}\n`.repeat(count));
    });
  });

  test('that is asked for nothing says so', async () => {
    gitPrints(Buffer.alloc(0));

    expect(await read([])).toEqual([]);
  });
});

/** The empty blob, which has this name in every repository. */
const empty: Stored = {
  oid: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  type: 'blob',
  body: Buffer.alloc(0),
};

/** What the program that stands in for git answers next, and how it ends. */
function gitPrints(answer: Buffer, code = 0): void {
  writeFileSync(join(folder, 'answer'), answer);
  writeFileSync(join(folder, 'code'), String(code));
}

async function read(due: readonly Stored[]): Promise<Stored[]> {
  const objects: Stored[] = [];
  for await (const part of readObjects(
    repository,
    due.map(({ oid }) => oid),
  )) {
    if ('broken' in part) throw part.broken;
    const { oid, type, bytes, first } = part;
    const body = first ? Buffer.alloc(0) : objects.pop()!.body;
    objects.push({ oid, type, body: Buffer.concat([body, bytes]) });
  }
  return objects;
}
