import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUserError, type UserError } from '../../../src/model/user-error.ts';
import { rangesFrom } from '../../../src/respond/policies/ranges.ts';
import { anyAddress, anyRanges } from '../../support/address-ranges.ts';
import { runs } from '../../support/scanning.ts';

function mistakeIn(...texts: string[]): UserError {
  try {
    rangesFrom(texts);
  } catch (error) {
    if (isUserError(error)) return error as UserError;
    throw error;
  }
  throw new Error(`${texts} was taken`);
}

describe('ranges', () => {
  test('are written as AWS writes them, a single address as a range of one', () => {
    expect(rangesFrom(['203.0.113.7', '198.51.100.0/24', '8.0.0.0/8'])).toEqual([
      '203.0.113.7/32',
      '198.51.100.0/24',
      '8.0.0.0/8',
    ]);
    expect(rangesFrom(['2001:DB8:0:0::1', '2001:0db8:0007::/48', '2600::/16'])).toEqual([
      '2001:db8::1/128',
      '2001:db8:7::/48',
      '2600::/16',
    ]);
  });

  test.each([
    ['nothing', [], 'no address is named', 'checkip.amazonaws.com'],
    ['an empty text', [''], 'an empty address is no address', '203.0.113.0/24'],
    ['a name', ['office.example.com'], 'is no address', '203.0.113.7'],
    ['several in one text', ['203.0.113.7,203.0.113.8'], 'is no address', 'each time'],
    ['white space', [' 203.0.113.7'], 'is no address', '203.0.113.7'],
    ['too few numbers', ['203.0.113'], 'is no address', '203.0.113.7'],
    ['a number above 255', ['203.0.113.256'], 'is no address', '203.0.113.7'],
    ['hexadecimal', ['0xcb.0.113.7'], 'is no address', '203.0.113.7'],
    ['a leading zero', ['203.0.113.07'], 'begins with 0', 'without'],
    ['a first leading zero', ['010.0.113.7/32'], 'begins with 0', 'without'],
    ['two slashes', ['203.0.113.0/24/8'], 'more than one slash', '203.0.113.0/24'],
    ['no length', ['203.0.113.0/'], 'no number of bits', '203.0.113.0/24'],
    ['a mask', ['203.0.113.0/255.255.255.0'], 'no number of bits', '203.0.113.0/24'],
    ['a length with a leading zero', ['203.0.113.0/024'], 'no number of bits', '203.0.113.0/24'],
    ['a length too long', ['203.0.113.0/33'], '33 bits of an address that has 32', '/24'],
    ['a length too long for IPv6', ['2001:db8::/129'], '129 bits of an address that has 128', '/48'],
    [
      'host bits',
      ['203.0.113.7/24'],
      'does not begin where a range of /24 does',
      '203.0.113.0/24 for the whole',
    ],
    ['host bits, the one address', ['203.0.113.7/24'], 'does not begin', 'or 203.0.113.7 for the one'],
    ['host bits of IPv6', ['2001:db8::1/64'], 'does not begin where a range of /64 does', '2001:db8::/64'],
    ['IPv4 mapped into IPv6', ['::ffff:203.0.113.7'], 'IPv4 address written as IPv6', 'Write 203.0.113.7.'],
    ['a zone', ['fe80::1%eth0'], 'one machine', 'public address'],
    ['everyone', ['0.0.0.0/0'], '0.0.0.0/0 lets in everyone', 'your own'],
    ['everyone by IPv6', ['::/0'], '::/0 lets in everyone', 'your own'],
    ['half of everyone', ['0.0.0.0/1', '128.0.0.0/1'], 'more than any one owner', 'your own'],
    ['an eighth of everyone by IPv6', ['2000::/3'], 'more than any one owner', 'your own'],
    ['the same twice', ['203.0.113.7', '203.0.113.7/32'], '203.0.113.7/32 is named twice', 'Leave one'],
    ['the same twice, written otherwise', ['2001:db8::1', '2001:0DB8:0::1'], 'twice', 'Leave one'],
    [
      'one inside of an earlier one',
      ['203.0.113.0/24', '203.0.113.7'],
      '7/32 is inside of 203.0.113.0/24',
      'Leave',
    ],
    [
      'one at the start of a later one',
      ['203.0.112.0/24', '203.0.112.0/23'],
      '0/24 is inside of 203.0.112.0/23',
      'Leave',
    ],
    [
      'one inside of a later one',
      ['203.0.113.7', '203.0.113.0/24'],
      '7/32 is inside of 203.0.113.0/24',
      'Leave',
    ],
  ])('are refused for %s', (_, texts, problem, hint) => {
    const mistake = mistakeIn(...texts);

    expect(mistake.message).toContain(problem);
    expect(mistake.hint).toContain(hint);
  });

  test.each([
    ['10.0.0.0/8', 'private'],
    ['10.1.2.3', 'private'],
    ['172.16.0.0/12', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.0/24', 'private'],
    ['100.64.0.1', 'share'],
    ['127.0.0.1', 'own machine'],
    ['169.254.169.254', 'one link'],
    ['0.0.0.0/8', 'no address of a machine'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['fd00::/48', 'private'],
    ['fe80::1', 'one link'],
    ['::1', 'own machine'],
    ['ff02::1', 'multicast'],
    ['4000::1', 'no public address'],
  ])('of %s are refused: no request comes to AWS from there', (text, nature) => {
    const mistake = mistakeIn(text);

    expect(mistake.message).toContain(nature);
    expect(mistake.hint).toContain('https://checkip.amazonaws.com');
  });

  test.each([
    '172.15.255.255',
    '172.32.0.0/16',
    '11.0.0.0/8',
    '192.0.0.0/8',
    '192.168.0.0/15',
    '100.128.0.0/10',
    '3fff::1',
  ])('just beside those pass: %s', (text) => {
    expect(rangesFrom([text])).toEqual([
      text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`,
    ]);
  });

  test('that are refused move no cursor', () => {
    expect(mistakeIn('\u001b[2J\u202e').message).toBe('\\u{1b}[2J\\u{202e} is no address');
  });

  test('whatever is written are refused in words, or hold what was written', () => {
    const pieces = [
      '0',
      '1',
      '7',
      '03',
      '255',
      '256',
      '.',
      '.',
      ':',
      '::',
      '/',
      '/',
      '24',
      '2001',
      'db8',
      'ffff',
      '%',
      '-',
      'x',
      ' ',
    ];
    let taken = 0;

    const shapes = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join('')),
      fc.tuple(anyAddress, fc.nat(130)).map(([address, prefix]) => `${address}/${prefix}`),
      anyAddress,
    );
    fc.assert(
      fc.property(shapes, (text) => {
        let ranges: readonly string[];
        try {
          ranges = rangesFrom([text]);
        } catch (error) {
          expect(isUserError(error), String(error)).toBe(true);
          return;
        }
        taken += 1;
        const [address = '', prefix] = ranges[0]!.split('/');
        const [said = ''] = text.split('/');
        const list = new BlockList();
        list.addSubnet(address, Number(prefix), isIP(address) === 4 ? 'ipv4' : 'ipv6');
        expect(list.check(said, isIP(said) === 4 ? 'ipv4' : 'ipv6')).toBe(true);
        expect(rangesFrom(ranges)).toEqual(ranges);
      }),
      { numRuns: 2000, seed: 7 },
    );

    expect(taken).toBeGreaterThan(200);
  });

  test('that are public, apart and well written are all taken', () => {
    fc.assert(
      fc.property(anyRanges, (ranges) => {
        expect(rangesFrom(ranges)).toHaveLength(ranges.length);
      }),
      runs(200),
    );
  });
});
