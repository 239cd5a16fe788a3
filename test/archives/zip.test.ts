import { describe, expect, test } from 'vitest';
import { gzip, lines, noise, tar, unpacked, zip } from './build.ts';

const a = { name: 'a.txt', content: 'content of a' };
const b = { name: 'b.txt', content: 'content of b' };
const c = { name: 'c.txt', content: 'content of c' };
const large = noise(700_000);

describe('of a zip come', () => {
  test('its files, but no folders', async () => {
    const bytes = zip([
      { name: 'src/', method: 0 },
      { ...a, name: 'src/a.txt' },
      { ...b, method: 0 },
    ]);

    expect(await lines(bytes)).toEqual(['src/a.txt: content of a', 'b.txt: content of b']);
  });

  test('empty files, for their names', async () => {
    expect(await lines(zip([{ name: 'empty', method: 0 }]))).toEqual(['empty: ']);
  });

  test('files that say of their size that it stands elsewhere', async () => {
    const local = { packed: 0xffff_ffff, size: 0xffff_ffff };

    expect(await lines(zip([{ ...a, local }]))).toEqual(['a.txt: content of a']);
  });

  test('names as they stand, which lead nowhere', async () => {
    const raw = Buffer.from([0xff, 0xfe, 0x2f, 0x61]);
    const names = [raw, '../../up', '/etc/passwd', 'C:\\x', 'a\nb', ''].map((name) => Buffer.from(name));

    const found = await unpacked(zip(names.map((name) => ({ name, content: 'x' }))));

    expect(found.map(({ path }) => path)).toEqual(names.map((name) => [name]));
  });

  test('files whose sizes stand behind them', async () => {
    expect(
      await lines(
        zip([
          { ...a, streamed: true },
          { ...b, streamed: true },
        ]),
      ),
    ).toEqual(['a.txt: content of a', 'b.txt: content of b']);
  });

  test('large files, to the last byte', async () => {
    const found = await unpacked(
      zip([
        { name: 'one', content: large },
        { name: 'two', content: large, method: 0 },
      ]),
    );

    expect(found.map(({ content }) => content?.equals(large))).toEqual([true, true]);
  });

  test('the files when something stands in front, whether or not its offsets count it', async () => {
    for (const counted of [true, false]) {
      for (const more of [false, true]) {
        const bytes = zip([a, b], { front: '#!/bin/sh\nexec java\n', counted, large: more });

        expect(await lines(bytes)).toEqual(['a.txt: content of a', 'b.txt: content of b']);
      }
    }
  });

  test('the files when something stands behind', async () => {
    for (const behind of ['\n', 'x'.repeat(100_000)]) {
      expect(await lines(Buffer.concat([zip([a]), Buffer.from(behind)]))).toEqual(['a.txt: content of a']);
    }
  });

  test('the files of each of several, one behind the other', async () => {
    const three = Buffer.concat([zip([a]), zip([b]), zip([c])]);

    expect(await lines(three)).toEqual(['c.txt: content of c', 'b.txt: content of b', 'a.txt: content of a']);
  });

  test('the files of another archive in front of it', async () => {
    expect(await lines(Buffer.concat([tar([a]), zip([b])]))).toEqual([
      'a.txt: content of a',
      'b.txt: content of b',
    ]);
  });
});

describe('what a zip does not show is told:', () => {
  const hiding = 'content that is hidden away in here';

  test.each([
    [
      'a file that is encrypted, and the others are read',
      [{ ...a, flags: 1 }, b],
      ['a.txt ! archive-encrypted'],
    ],
    ['a method that nobody knows', [{ ...a, method: 12 }, b], ['a.txt ! archive-unsupported']],
    ['a wrong sum', [{ ...a, listed: { crc: 1 } }, b], ['a.txt: content of a', 'a.txt ! archive-damaged']],
    [
      'a wrong sum of what is not packed',
      [{ ...a, method: 0, listed: { crc: 1 } }, b],
      ['a.txt: content of a', 'a.txt ! archive-damaged'],
    ],
    [
      'less than there is',
      [{ ...a, listed: { size: 3 } }, b],
      ['a.txt: content of a', 'a.txt ! archive-damaged'],
    ],
    [
      'a wrong sum in both headers',
      [{ ...a, listed: { crc: 1 }, local: { crc: 1 } }, b],
      ['a.txt: content of a', 'a.txt ! archive-damaged'],
    ],
    [
      'less than there is of what is not packed',
      [{ ...a, method: 0, listed: { size: 3 } }, b],
      ['a.txt: content of a', 'a.txt ! archive-damaged'],
    ],
    [
      'more than there is',
      [{ ...a, listed: { size: 99 } }, b],
      ['a.txt: content of a', 'a.txt ! archive-damaged'],
    ],
    [
      'bytes behind what is packed',
      [{ ...a, trailing: hiding }, b],
      ['a.txt: content of a', 'a.txt ! archive-damaged'],
    ],
    [
      'another method in its own header',
      [{ ...a, local: { method: 0 } }, b],
      ['a.txt: content of a', 'a.txt ! archive-damaged'],
    ],
    [
      'another size in its own header',
      [{ ...a, local: { packed: 2 } }, b],
      ['a.txt: content of a', 'a.txt ! archive-damaged'],
    ],
    [
      'another sum in its own header',
      [{ ...a, local: { crc: 2 } }, b],
      ['a.txt: content of a', 'a.txt ! archive-damaged'],
    ],
    ['a header that is not there', [{ ...a, listed: { at: 5 } }, b], ['a.txt ! archive-damaged']],
  ])('%s', async (_, files, told) => {
    expect((await lines(zip(files))).filter((line) => line !== ' ! archive-damaged')).toEqual([
      ...told,
      'b.txt: content of b',
    ]);
  });

  test('what is packed goes on behind where the list ends it', async () => {
    const found = await lines(zip([{ ...a, content: large, listed: { packed: 1000 } }, b]));

    expect(found.slice(1)).toEqual(['a.txt ! archive-damaged', 'b.txt: content of b', ' ! archive-damaged']);
  });

  test('a file that the list leaves out', async () => {
    expect(await lines(zip([a, { ...b, unlisted: true }, c]))).toEqual([
      'a.txt: content of a',
      'c.txt: content of c',
      ' ! archive-damaged',
    ]);
    expect(await lines(zip([a, { ...b, unlisted: true, gap: 'APK Sig Block 42' }]))).toContain(
      ' ! archive-damaged',
    );
    for (const gap of ['', '#!/bin/sh\n', `unzip 'PK\x03\x04'${' '.repeat(40)}`]) {
      expect(await lines(zip([{ ...a, unlisted: true, gap }, b]))).toEqual([
        'b.txt: content of b',
        ' ! archive-damaged',
      ]);
    }
  });

  test('but not the mark of a file alone, as programs have it that unpack', async () => {
    const front = `if (word == 'PK\x03\x04') {${' '.repeat(40)}}`;

    expect(await lines(zip([a], { front }))).toEqual(['a.txt: content of a']);
  });

  test('a file in what the list calls a folder', async () => {
    expect(await lines(zip([{ ...a, name: 'a/' }]))).toEqual(['a/: content of a']);
    const empty = { size: 0, packed: 0, crc: 0 };
    expect(await lines(zip([{ name: 'a/', content: large, method: 0, listed: empty }]))).toContain(
      'a/ ! archive-damaged',
    );
    expect(await lines(zip([{ name: 'a/', content: large, streamed: true, listed: empty }]))).toContain(
      ' ! archive-damaged',
    );
  });

  test('a list that is damaged', async () => {
    const bytes = zip([a, b]);
    bytes[bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1')] = 0;

    expect(await lines(bytes)).toEqual(['a.txt: content of a', ' ! archive-damaged']);
  });

  test('a list that is encrypted', async () => {
    expect(await lines(zip([{ ...a, listed: { flags: 0x41 } }]))).toEqual([' ! archive-encrypted']);
  });

  test('one of which the end is missing', async () => {
    expect(await lines(zip([a, b]).subarray(0, -1))).toEqual([' ! archive-damaged']);
  });

  test('one of several parts', async () => {
    const bytes = zip([a]);
    bytes.writeUInt16LE(1, bytes.length - 18);

    expect(await lines(bytes)).toEqual([' ! archive-unsupported']);
  });

  test('nothing where there is nothing: room between files, and the block that signs an Android package', async () => {
    const block = Buffer.concat([Buffer.alloc(200, 'x'), Buffer.from('APK Sig Block 42')]);
    const room = zip([a, { ...b, gap: Buffer.alloc(100) }]);
    const signed = zip([a, { name: 'x', unlisted: true, gap: block }]);
    const end = signed.lastIndexOf('APK Sig Block 42', undefined, 'latin1') + 16;
    const list = signed.indexOf('PK\x01\x02', 0, 'latin1');
    const without = Buffer.concat([signed.subarray(0, end), signed.subarray(list)]);
    without.writeUInt32LE(end, without.length - 6);

    expect(await lines(room)).toEqual(['a.txt: content of a', 'b.txt: content of b']);
    expect(await lines(without)).toEqual(['a.txt: content of a']);
  });
});

test('what a zip inside another archive says besides comes with its own path, of the outermost it does not', async () => {
  // Of the length that a header of such a field says.
  const [own, listed] = ['own', 'listed'].map((word) => `ab\x30\0${word.padEnd(48, '.')}`) as [
    string,
    string,
  ];
  const inner = zip([{ ...a, comment: 'of a', extra: [own, listed] }], {
    front: 'in front',
    counted: true,
    behindList: 'behind the list',
    comment: 'of all',
  });

  expect(await lines(inner)).toEqual(['a.txt: content of a']);
  expect(await lines(gzip(Buffer.concat([inner, Buffer.from('behind')]), { name: 'i' }))).toEqual([
    'i > a.txt: content of a',
    'i: in front',
    `i: of a\n${listed}\n${own}\nbehind the list\nof all`,
    'i: behind',
  ]);
});

test('what stands behind a packed file in a zip inside another archive comes, too', async () => {
  const hiding = 'content that is hidden away in here';

  expect(await lines(gzip(zip([{ ...a, trailing: hiding }]), { name: 'i' }))).toEqual([
    'i > a.txt: content of a',
    'i > a.txt ! archive-damaged',
    'i ! archive-damaged',
    `i: ${hiding}`,
  ]);
});
