import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gzip, lines, noise, tar, unpacked, zip } from './build.ts';

const large = noise(700_000);

describe('of gzip comes', () => {
  test('its content with the name that is stored, or with one that says that there is none', async () => {
    expect(await lines(gzip('content', { name: 'a.txt' }))).toEqual(['a.txt: content']);
    expect(await lines(gzip('content'))).toEqual(['(content): content']);
    expect(await lines(gzip(''))).toEqual(['(content): ']);
  });

  test('its content behind a sum of its header', async () => {
    const bytes = gzip('content', { name: 'a.txt', comment: 'of mine' });
    const at = bytes.indexOf('mine\0') + 5;
    bytes[3] = bytes[3]! | 0x02;

    expect(
      await lines(Buffer.concat([bytes.subarray(0, at), Buffer.alloc(2, 7), bytes.subarray(at)])),
    ).toEqual(['a.txt: content']);
  });

  test('a large content, to the last byte', async () => {
    const [found] = await unpacked(gzipSync(large));

    expect(found?.content?.equals(large)).toBe(true);
  });

  test('one content of several pieces', async () => {
    const pieces = [gzip('one, ', { name: 'a' }), gzip(large), gzip(', three')];

    const [found, ...more] = await unpacked(Buffer.concat(pieces));

    expect(found?.content?.equals(Buffer.concat([Buffer.from('one, '), large, Buffer.from(', three')]))).toBe(
      true,
    );
    expect(more).toEqual([]);
  });

  test('the same when pieces are filled up with zeros', async () => {
    const bytes = Buffer.concat([gzip('one, '), Buffer.alloc(100), gzip('two'), Buffer.alloc(100)]);

    expect(await lines(bytes)).toEqual(['(content): one, two']);
  });

  test('a tar’s files as if there were no gzip around it', async () => {
    expect(
      await lines(gzip(tar([{ name: 'src/a.txt', content: 'a' }]), { name: 'x.tar' }), { depth: 2 }),
    ).toEqual(['src/a.txt: a']);
  });

  test('a zip’s files with its name', async () => {
    expect(await lines(gzip(zip([{ name: 'a.txt', content: 'a' }]), { name: 'x.zip' }))).toEqual([
      'x.zip > a.txt: a',
    ]);
  });
});

describe('what can be read of gzip comes, and then that it is damaged,', () => {
  test('when it is cut off', async () => {
    for (const content of [Buffer.from('some words, and some words more'), large]) {
      const packed = gzipSync(content);
      for (const missing of [1, 8, 9, packed.length >> 1]) {
        const [member, skip, ...more] = await unpacked(packed.subarray(0, -missing));

        const { length } = member!.content!;
        expect(length).toBeGreaterThan(content.length / 8);
        expect(member!.content!.equals(content.subarray(0, length))).toBe(true);
        expect([skip?.reason, more]).toEqual(['archive-damaged', []]);
      }
    }
  });

  test.each([
    ['in its content', 0.5],
    ['in its sum', -6],
    ['in its size', -2],
  ])('when a byte is wrong %s', async (_, place) => {
    const packed = gzipSync(large);
    const at = Number.isInteger(place) ? packed.length + place : Math.floor(packed.length * place);
    packed[at] = packed[at]! ^ 0xff;

    const [member, skip, ...more] = await unpacked(packed);

    expect(member!.content!.subarray(0, 300_000).equals(large.subarray(0, 300_000))).toBe(true);
    expect([skip?.reason, more]).toEqual(['archive-damaged', []]);
  });

  test.each([50_000, 100_000, 700_000])('when there is no deflate behind %i bytes', async (size) => {
    const content = large.subarray(0, size);
    const whole = deflateRawSync(content, { finishFlush: constants.Z_FULL_FLUSH });

    const [member, skip] = await unpacked(
      Buffer.concat([gzip('').subarray(0, 10), whole, Buffer.alloc(100, 0xff)]),
    );

    // zlib does not give what it holds at an error.
    const { length } = member!.content!;
    expect(length).toBeGreaterThan(size - 5000);
    expect(member!.content!.equals(content.subarray(0, length))).toBe(true);
    expect(skip?.reason).toBe('archive-damaged');
  });

  test('also the files of an archive in it', async () => {
    const bytes = gzip(zip([{ name: 'a', content: 'b' }]));
    bytes[bytes.length - 6]! ^= 0xff;

    expect(await lines(bytes)).toEqual(['(content) > a: b', '(content) ! archive-damaged']);
  });

  test('when something else stands behind', async () => {
    const another = gzip('two').fill(0, 0, 1).fill(0x1e, 0, 1);

    expect(await lines(Buffer.concat([gzip('one'), another]))).toEqual([
      '(content): one',
      '(content) ! archive-damaged',
    ]);
  });
});

test('an archive behind gzip is opened', async () => {
  expect(await lines(Buffer.concat([gzip('one'), zip([{ name: 'a', content: 'two' }])]))).toEqual([
    '(content): one',
    '(content) ! archive-damaged',
    'a: two',
  ]);
});

test('what gzip inside another archive says besides comes with its own path, of the outermost it does not', async () => {
  const inner = Buffer.concat([
    gzip('a', { name: 'n', comment: 'of mine', extra: 'more' }),
    gzip('b', { name: 'm' }),
  ]);

  const [outermost, ...nothing] = await lines(inner);
  const [, beside] = await lines(zip([{ name: 'i', content: inner }]));

  expect([outermost, nothing]).toEqual(['n: ab', []]);
  expect(beside).toMatch(/^i: .*more.*of mine.*m/s);
});

test.each([{ comment: 'of mine' }, { extra: 'of mine' }])('%j alone comes, too', async (shape) => {
  expect(await lines(zip([{ name: 'i', content: gzip('a', { name: 'n', ...shape }) }]))).toEqual([
    'i > n: a',
    expect.stringMatching(/^i: .*of mine/s),
  ]);
});

test.each([10, 11, 12])('a header that ends after %i bytes is told', async (length) => {
  expect(await lines(gzip('a', { extra: 'more' }).subarray(0, length))).toEqual([
    '(content): ',
    '(content) ! archive-damaged',
  ]);
});

test('a header that does not end is told', async () => {
  const endless = Buffer.concat([
    gzip('').subarray(0, 3),
    Buffer.from([0x08]),
    Buffer.alloc(6),
    Buffer.from('nm'),
  ]);

  expect(await lines(endless)).toEqual(['nm: ', 'nm ! archive-damaged']);
});
