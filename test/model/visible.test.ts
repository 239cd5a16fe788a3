import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBytes, visible } from '../../src/model/visible.ts';
import { runs } from '../support/scanning.ts';

describe('what is printed of names and lines', () => {
  test.each([
    ['plain text', 'src/Ä 日本 🔑.ts', 'src/Ä 日本 🔑.ts'],
    ['an escape sequence', '\u001b[2Ja', '\\u{1b}[2Ja'],
    ['line ends', 'a\r\nb', 'a\\u{d}\\u{a}b'],
    ['a tabulator', 'a\tb', 'a\\u{9}b'],
    ['marks that turn text round', 'a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
    ['marks that nobody sees', 'a\u200bb\ufeffc\u00add', 'a\\u{200b}b\\u{feff}c\\u{ad}d'],
    ['other line ends', 'a\u2028b\u2029c\u0085d', 'a\\u{2028}b\\u{2029}c\\u{85}d'],
    ['a tag that nobody sees', 'a\u{e0041}b', 'a\\u{e0041}b'],
    ['a command of Azure Pipelines', 'a ##vso[task.x y=z]b', 'a \\u{23}#vso[task.x y=z]b'],
    ['an older one of GitHub Actions', '###[error]', '#\\u{23}#[error]'],
    ['one of TeamCity', "##TeamCity[x 'y']", "\\u{23}#TeamCity[x 'y']"],
    ['a heading', '## [a] #[b] ##c', '## [a] #[b] ##c'],
    ['half a character', 'a\ud800b', 'a\\u{d800}b'],
  ])('%s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('can move no cursor, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
      runs(60),
    );
  });
});

describe('bytes', () => {
  test('that are UTF-8 are that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeBytes(Buffer.from(text))).toBe(text);
      }),
      runs(60),
    );
  });

  test.each([
    ['a stray byte', [0x61, 0xff, 0x62], 'a\\xffb'],
    ['Latin-1', [0x63, 0x61, 0x66, 0xe9], 'caf\\xe9'],
    ['a character cut short', [0xe6, 0x97], '\\xe6\\x97'],
    ['a NUL written long', [0xc0, 0x80], '\\xc0\\x80'],
    ['a half of a pair', [0xed, 0xa0, 0x80], '\\xed\\xa0\\x80'],
    ['text around a stray byte', [0xc3, 0xa9, 0x80, 0xc3, 0xa9], 'é\\x80é'],
    ['a character of four bytes before one', [0xf0, 0x9f, 0x94, 0x91, 0xff], '🔑\\xff'],
    ['a mark of byte order before one', [0xef, 0xbb, 0xbf, 0xff], '\ufeff\\xff'],
    ['a replacement character that really stands there', [0xef, 0xbf, 0xbd, 0xff], '\ufffd\\xff'],
  ])('that are not keep what is text, and show %s as numbers', (_, bytes, shown) => {
    expect(decodeBytes(Buffer.from(bytes))).toBe(shown);
  });

  test('of any kind are shown without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
        expect(visible(decodeBytes(bytes))).not.toMatch(/\p{Cc}/u);
      }),
      runs(300),
    );
  });
});
