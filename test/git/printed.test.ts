/** What git prints is read where it lies, and what it was not asked for is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OidSet } from '../../src/git/oid-list.ts';
import { PackedOid } from '../../src/git/packed-oid.ts';
import { lineFeed, Printed, space } from '../../src/git/printed.ts';

const digits = '0123456789abcdef';
const anyOid = fc
  .constantFrom(40, 64)
  .chain((length) => fc.string({ unit: fc.constantFrom(...digits), minLength: length, maxLength: length }));
const words = ['commit', 'tree', 'missing'].map((word) => Buffer.from(word));

test('lines are read as they were written, whatever they say', () => {
  const anyLine = fc.tuple(anyOid, fc.nat({ max: 2 }), fc.maxSafeNat(), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(fc.array(anyLine), (all) => {
      const lines = all.map(([oid, word, number, text]) => [oid, word, number, text.replaceAll('\n', '')]);
      const text = lines.map(([oid, word, ...rest]) => `${oid} ${words[Number(word)]} ${rest.join(' ')}\n`);
      const printed = new Printed(Buffer.from(text.join('')));
      const [read, oid] = [[] as unknown[], new PackedOid()];

      while (!printed.isAtEnd) {
        printed.oid(oid);
        printed.pass(space);
        const word = printed.oneOf(words);
        printed.pass(space);
        const number = printed.number();
        const rest = printed.passes(space) && Buffer.from(printed.restOfLine(), 'latin1').toString();
        read.push([oid.oid, word, number, rest]);
      }

      expect(read).toEqual(lines);
    }),
  );
});

describe('refused is', () => {
  const all = digits.repeat(4);
  const name = all.slice(0, 40);
  const read = (text: string) => new Printed(Buffer.from(text)).oid(new PackedOid());

  test.each([
    ['a name that is too short', name.slice(1)],
    ['one of an odd number of digits', `${name}a`],
    ['one that is too long', `${name}ab`],
    ['one that is longer than any', `${all}ab`],
    ['one in capitals', name.toUpperCase()],
    ['one with another character in it', `${name.slice(0, 20)}g${name.slice(21)}`],
    ['none', ''],
  ])('%s', (_, written) => {
    expect(() => read(`${name}\n`)).not.toThrow();
    expect(() => read(`${all}\n`)).not.toThrow();
    expect(() => read(`${written}\n`)).toThrow('something else than object names');
  });

  test('another word, another character, and what is no number', () => {
    const printed = new Printed(Buffer.from('blob -1\n'));

    expect(() => printed.oneOf(words)).toThrow('something else than object names');
    expect(() => printed.pass(lineFeed)).toThrow('something else than object names');
    expect(printed.oneOf([Buffer.from('blob')])).toBe(0);
    printed.pass(space);
    expect(() => printed.number()).toThrow('something else than object names');
  });
});

test('a name is what it was set to, or null', () => {
  fc.assert(
    fc.property(anyOid, (written) => {
      const oid = new PackedOid().set(written);

      expect(oid.oid).toBe(written);
      expect(oid.isNull).toBe(/^0+$/.test(written));
      expect(OidSet.from([written]).hasPacked(oid)).toBe(true);
    }),
  );
  expect(new PackedOid().set('0'.repeat(40)).isNull).toBe(true);
});
