/** What `cat-file --batch` prints is the right answer to each question, or an error. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BrokenObject,
  CatFileParser,
  leastFirst,
  type ObjectPart,
} from '../../src/git/cat-file-parser.ts';
import { UserError } from '../../src/model/user-error.ts';
import { answers, anyObjects, inChunks, type Stored } from '../support/raw-output.ts';
import { runs } from '../support/scanning.ts';

const anyCuts = fc.array(fc.nat(), { maxLength: 10 });

describe('answers of cat-file', () => {
  test('are read as they were meant, however they are cut into chunks', () => {
    fc.assert(
      fc.property(anyObjects, anyCuts, (objects, cuts) => {
        expect(read(objects, inChunks(answers(objects), cuts))).toEqual(objects);
      }),
      runs(300),
    );
  });

  test('are read byte by byte, too', () => {
    fc.assert(
      fc.property(anyObjects, (objects) => {
        const bytes = answers(objects);

        expect(read(objects, inChunks(bytes, [...bytes.keys()]))).toEqual(objects);
      }),
      runs(50),
    );
  });

  test('that break off anywhere are an error', () => {
    fc.assert(
      fc.property(anyObjects, fc.nat(), anyCuts, (objects, at, cuts) => {
        fc.pre(objects.length > 0);
        const bytes = answers(objects);
        const part = bytes.subarray(0, at % bytes.length);

        expect(() => read(objects, inChunks(part, cuts))).toThrow(UserError);
      }),
      runs(300),
    );
  });

  test('with more behind the last one are an error', () => {
    fc.assert(
      fc.property(anyObjects, fc.uint8Array({ minLength: 1, maxLength: 200 }), (objects, more) => {
        const bytes = Buffer.concat([answers(objects), more]);

        expect(() => read(objects, [bytes])).toThrow(UserError);
        expect(() =>
          read(objects, [answers(objects), answers(objects.length > 0 ? objects : [anObject])]),
        ).toThrow();
      }),
      runs(200),
    );
  });

  test('in another order are an error', () => {
    fc.assert(
      fc.property(anyObjects, fc.nat(), fc.nat(), (objects, a, b) => {
        fc.pre(new Set(objects.map(({ oid }) => oid)).size > 1);
        const swapped = [...objects];
        const [one, other] = [a % objects.length, b % objects.length];
        [swapped[one], swapped[other]] = [objects[other]!, objects[one]!];
        fc.pre(objects[one]!.oid !== objects[other]!.oid);

        expect(() => read(objects, [answers(swapped)])).toThrow(UserError);
      }),
      runs(200),
    );
  });

  test('of which one is left out are an error', () => {
    fc.assert(
      fc.property(anyObjects, fc.nat(), (objects, at) => {
        fc.pre(objects.length > 0);
        const left = objects.filter((_, n) => n !== at % objects.length);

        expect(() => read(objects, [answers(left)])).toThrow(UserError);
      }),
      runs(200),
    );
  });

  test('with one wrong byte outside the contents are an error, or say as much of every object', () => {
    fc.assert(
      fc.property(anyObjects, fc.nat(), fc.nat(255), (objects, at, byte) => {
        fc.pre(objects.length > 0);
        const bytes = answers(objects);
        bytes[at % bytes.length] = byte;

        expect(lengthOf(objects, bytes)).toBeOneOf([objects.length, 'an error']);
      }),
      runs(1000),
    );
  });

  test.each([
    ['missing', `${'a'.repeat(40)} missing\n`, /is missing or damaged/],
    ['ambiguous', `${'a'.repeat(40)} ambiguous\n`, /answered with something else/],
    ['of another type', `${'a'.repeat(40)} submodule 3\nabc\n`, /something else/],
    ['without a size', `${'a'.repeat(40)} blob \nabc\n`, /something else/],
    ['of a size below nothing', `${'a'.repeat(40)} blob -3\nabc\n`, /something else/],
    ['of a size that no number holds', `${'a'.repeat(40)} blob 9999999999999999\n`, /something else/],
    ['shorter than it says', `${'a'.repeat(40)} blob 4\nabc\n`, /was not given|did not end/],
    ['longer than it says', `${'a'.repeat(40)} blob 2\nabc\n`, /did not end where it should/],
    ['a header without an end', 'a'.repeat(200), /something else/],
    ['nothing', '', /was not given/],
  ])('that are %s are an error', (_, text, words) => {
    const due = [{ oid: 'a'.repeat(40), type: 'blob', body: Buffer.from('abc') }];

    expect(() => read(due, [Buffer.from(text)])).toThrow(words);
  });

  test('that say of one that it is missing do so by its name, and go on', () => {
    const [lost, kept] = ['a', 'b'].map((digit) => digit.repeat(40));
    const parser = new CatFileParser([lost!, kept!]);

    const told = [...parser.push(Buffer.from(`${lost} missing\n${kept} blob 0\n\n`))];
    parser.end();

    expect(told).toMatchObject([
      { oid: lost, broken: { message: `object ${lost} is missing or damaged` } },
      { oid: kept, size: 0, first: true, last: true },
    ]);
  });

  test('to no question are none', () => {
    expect(read([], [])).toEqual([]);
    expect(() => read([], [Buffer.from('\n')])).toThrow(UserError);
  });

  test.each([
    ['a small object, cut anywhere', 3, [48, 49, 50], [3]],
    ['an object of the shortest first part', leastFirst, [48, 60_000], [leastFirst]],
    ['one byte more', leastFirst + 1, [48, 60_000], [leastFirst + 1]],
    ['a large one', 200_000, [50, 100, 65_000, 131_000, 131_001], [130_947, 1, 69_052]],
  ])('of %s are whole, or begin with enough to tell what they are', (_, size, cuts, lengths) => {
    const object = { ...anObject, body: Buffer.alloc(size, 'x') };
    const parser = new CatFileParser([object.oid]);

    const parts = inChunks(answers([object]), cuts).flatMap((chunk) => [...parser.push(chunk)].map(whole));

    expect(
      parts.map(({ first, last, bytes, size }) => ({ first, last, length: bytes.length, size })),
    ).toEqual(
      lengths.map((length, at) => ({ first: at === 0, last: at === lengths.length - 1, length, size })),
    );
  });
});

/** The part, unless it says that there is none. */
function whole(answer: ObjectPart | BrokenObject): ObjectPart {
  if ('broken' in answer) throw answer.broken;
  return answer;
}

const anObject: Stored = { oid: 'a'.repeat(40), type: 'blob', body: Buffer.from('abc') };

function read(due: readonly Stored[], chunks: readonly Buffer[]): Stored[] {
  const parser = new CatFileParser(due.map(({ oid }) => oid));
  const objects: Stored[] = [];
  for (const part of chunks.flatMap((chunk) => [...parser.push(chunk)].map(whole))) {
    if (part.first) objects.push({ oid: part.oid, type: part.type, body: Buffer.alloc(0) });
    const { oid, type, body } = objects.pop()!;
    objects.push({ oid, type, body: Buffer.concat([body, part.bytes]) });
    if (part.last) expect(objects.at(-1)!.body).toHaveLength(part.size);
  }
  parser.end();
  return objects;
}

function lengthOf(due: readonly Stored[], bytes: Buffer): number | 'an error' {
  try {
    return read(due, [bytes]).length;
  } catch (error) {
    if (error instanceof UserError) return 'an error';
    throw error;
  }
}
