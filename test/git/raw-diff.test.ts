/** A list of changes is read to its last byte or not at all: never does an entry get lost. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRawDiff, RawDiffParser, type RawEntry } from '../../src/git/raw-diff.ts';
import { UserError } from '../../src/model/user-error.ts';
import { anyEntries, anyOid, type Entry, printed } from '../support/raw-output.ts';
import { runs } from '../support/scanning.ts';

describe('the output of diff-index and diff-tree', () => {
  test('is read as it was meant, names with line ends, blanks and bytes of any kind included', () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        expect(parseRawDiff(printed(entries)).map(flat)).toEqual(entries.map(flat));
      }),
      runs(200),
    );
  });

  test('may be empty', () => {
    expect(parseRawDiff(Buffer.alloc(0))).toEqual([]);
  });

  test('names the commit of each change, for which diff-tree prints it once', () => {
    const changes = fc.array(fc.tuple(anyOid, anyEntries), { maxLength: 4 });

    fc.assert(
      fc.property(changes, (commits) => {
        const output = commits.map(([commit, entries]) =>
          Buffer.concat([Buffer.from(`${commit}\0`), printed(entries)]),
        );

        const read = parseDiffTree(Buffer.concat(output));

        expect(read.map(({ commit }) => commit)).toEqual(
          commits.flatMap(([commit, entries]) => entries.map(() => commit)),
        );
      }),
      runs(100),
    );
  });

  test('of certain objects alone has the entries with one of these on either side, however it is cut', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 });

    fc.assert(
      fc.property(anyEntries, fc.array(fc.nat()), pieces, (entries, picks, lengths) => {
        const oids = entries.flatMap(({ oldOid, newOid }) => [oldOid, newOid]);
        const objects = new Set(picks.map((pick) => oids[pick % oids.length] ?? 'a'.repeat(40)));
        const parser = new RawDiffParser('diff-index', { objects });
        const output = printed(entries);
        const read: Entry[] = [];
        for (let at = 0, turn = 0; at < output.length; turn++) {
          const length = lengths[turn % lengths.length]!;
          read.push(...parser.push(output.subarray(at, at + length)));
          at += length;
        }
        parser.end();

        expect(read.map(flat)).toEqual(
          entries.filter(({ oldOid, newOid }) => objects.has(oldOid) || objects.has(newOid)).map(flat),
        );
      }),
      runs(200),
    );
  });

  test('of certain objects alone is read as strictly', () => {
    fc.assert(
      fc.property(anyEntries, fc.nat(), fc.nat(255), (entries, at, byte) => {
        fc.pre(entries.length > 0);
        const output = printed(entries);
        output[at % output.length] = byte;
        const isReadable = (objects?: ReadonlySet<string>) => {
          try {
            const parser = new RawDiffParser('diff-index', { objects });
            [...parser.push(output)];
            parser.end();
            return true;
          } catch {
            return false;
          }
        };

        expect(isReadable(new Set())).toBe(isReadable());
      }),
      runs(500),
    );
  });

  test('names no commits in diff-index, where one would be an error', () => {
    const output = Buffer.concat([Buffer.from(`${'c'.repeat(40)}\0`), printed([anEntry])]);

    expect(() => parseRawDiff(output)).toThrow(UserError);
    expect(parseDiffTree(output)).toHaveLength(1);
  });

  test('that breaks off is an error, unless it breaks off after a whole entry, where git tells by its exit code', () => {
    fc.assert(
      fc.property(anyEntries, fc.nat(2000), (entries, at) => {
        const output = printed(entries).subarray(0, at);
        const whole = Array.from(
          { length: entries.length + 1 },
          (_, n) => printed(entries.slice(0, n)).length,
        );
        const complete = whole.indexOf(output.length);

        if (complete === -1) expect(() => parseRawDiff(output)).toThrow(UserError);
        else expect(parseRawDiff(output).map(flat)).toEqual(entries.slice(0, complete).map(flat));
      }),
      runs(300),
    );
  });

  test('with one wrong byte is an error or has as many entries', () => {
    fc.assert(
      fc.property(anyEntries, fc.nat(), fc.nat(255), (entries, at, byte) => {
        fc.pre(entries.length > 0);
        const output = printed(entries);
        output[at % output.length] = byte;

        expectNothingLost(output, entries.length);
      }),
      runs(1000),
    );
  });

  test('with a stretch cut out, printed twice or put elsewhere is an error or has its entries', () => {
    fc.assert(
      fc.property(anyEntries, fc.nat(), fc.nat(), fc.nat(), (entries, a, b, c) => {
        fc.pre(entries.length > 0);
        const output = printed(entries);
        const [from, to] = [a % output.length, b % output.length].sort((x, y) => x - y) as [number, number];
        const stretch = output.subarray(from, to);
        const rest = Buffer.concat([output.subarray(0, from), output.subarray(to)]);
        const elsewhere = c % (rest.length + 1);

        expectNothingLost(Buffer.concat([output.subarray(0, to), output.subarray(from)]), entries.length);
        expectNothingLost(
          Buffer.concat([rest.subarray(0, elsewhere), stretch, rest.subarray(elsewhere)]),
          entries.length,
        );
      }),
      runs(500),
    );
  });

  test.each([
    ['a status with a score', 'R100'],
    ['a status that renames have', 'C'],
    ['no status', ''],
    ['an unknown status', 'X'],
  ])('with %s is an error', (_, status) => {
    expect(() => parseRawDiff(printed([{ ...anEntry, status }]))).toThrow(UserError);
  });

  test.each([
    ['shortened names', { oldOid: 'abcdef1', newOid: '1234567' }],
    ['names of 41 digits', { newOid: 'a'.repeat(41) }],
    ['names in capitals', { newOid: 'A'.repeat(40) }],
    ['modes of five digits', { newMode: '10064' }],
    ['an empty path', { path: Buffer.alloc(0) }],
    ['a folder, of which the index has the files', { oldMode: '040000', newMode: '040000' }],
  ])('with %s is an error', (_, wrong) => {
    expect(() => parseRawDiff(printed([{ ...anEntry, ...wrong }]))).toThrow(UserError);
  });

  test('with a sign in front of a path that never stands there is an error, wherever it is', () => {
    const good = printed([anEntry]);
    for (let at = 0; at < good.indexOf(0); at++) {
      const bad = Buffer.from(good);
      bad[at] = 0x21;
      expect(() => parseRawDiff(bad), `at ${at}`).toThrow(UserError);
    }
    for (const oldMode of ['100648', '10064a'])
      expect(() => parseRawDiff(printed([{ ...anEntry, oldMode }]))).toThrow(UserError);
  });

  test('with a lost end between a path and the next entry, whose name looks like a commit, is an error', () => {
    const named = { ...anEntry, path: Buffer.from('c'.repeat(40)) };
    const output = printed([anEntry, named]);
    output[printed([anEntry]).length - 1] = 0x20;

    expectNothingLost(output, 2);
  });
});

const anEntry: Entry = {
  oldMode: '100644',
  newMode: '100644',
  oldOid: 'a'.repeat(40),
  newOid: 'b'.repeat(40),
  status: 'M',
  path: Buffer.from('dir/name'),
};

const flat = ({ oldMode, newMode, oldOid, newOid, status, path }: Entry): string =>
  [oldMode, newMode, oldOid, newOid, status, path.toString('hex')].join(' ');

function parseDiffTree(output: Buffer): readonly RawEntry[] {
  const parser = new RawDiffParser('diff-tree');
  const entries = [...parser.push(output)];
  parser.end();
  return entries;
}

function expectNothingLost(output: Buffer, count: number): void {
  let read: readonly unknown[];
  try {
    read = parseRawDiff(output);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return;
  }
  expect(read.length).toBeGreaterThanOrEqual(count);
}
