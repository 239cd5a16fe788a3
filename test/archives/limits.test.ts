/** A limit that is hit is told, and what comes before it is read. Time and memory stay small, whatever is asked. */
import { syncBuiltinESMExports } from 'node:module';
import zlib, { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { expand } from '../../src/archives/expand.ts';
import { defaultLimits } from '../../src/model/archive-limits.ts';
import { costly, rare } from '../support/keyhalt.ts';
import { bytesOf, gzip, lines, noise, tar, unpacked, zip } from './build.ts';

const megabyte = 1024 * 1024;
const a = { name: 'a.txt', content: 'content of a' };
const b = { name: 'b.txt', content: 'content of b' };
const repeated = (bytes: Buffer, count: number) => Buffer.alloc(bytes.length * count, bytes);
const zeros = (count: number) => Buffer.alloc(count * megabyte);

describe('archives in archives', () => {
  const inner = zip([a], { comment: 'as it is' });

  test('are opened as deep as the limit says, and come as they are below', async () => {
    const bytes = zip([b, { name: 'inner.zip', content: inner }]);

    expect(await lines(bytes, { depth: 2 })).toEqual([
      'b.txt: content of b',
      'inner.zip > a.txt: content of a',
      'inner.zip: as it is',
    ]);
    expect(await lines(bytes, { depth: 1 })).toEqual([
      'b.txt: content of b',
      `inner.zip: ${inner}`,
      'inner.zip ! archive-too-deep',
    ]);
    expect(await lines(bytes, { depth: 0 })).toEqual([' ! archive-too-deep']);
  });

  test('that are of a kind that cannot be opened come as they are, too', async () => {
    const packed = Buffer.from('7z\xbc\xaf\x27\x1c and so on', 'latin1');

    expect(await lines(tar([{ name: 'a.7z', content: packed }, b]))).toEqual([
      `a.7z: ${packed}`,
      'a.7z ! archive-unsupported',
      'b.txt: content of b',
    ]);
    expect(await lines(packed)).toEqual([' ! archive-unsupported']);
  });

  rare('are opened behind something else, unless that is large: then they are told', async () => {
    const large = noise(1.1 * megabyte);
    const small = zip([a], { front: 'MZ a program' });
    const program = zip([a], { front: large });
    const longList = zip(
      Array.from({ length: 2000 }, (_, n) => ({ ...a, name: `${n}`.padStart(100, 'x') })),
      { front: large },
    );

    const found = await unpacked(
      zip([
        { name: 'small.exe', content: small },
        { name: 'packed.exe', content: program },
        { name: 'list.exe', content: longList },
        { name: 'none.exe', content: large },
      ]),
    );

    expect(found.map(({ path, reason }) => `${path.map(String).join(' > ')} ${reason}`)).toEqual([
      'small.exe > a.txt undefined',
      'small.exe undefined',
      'packed.exe undefined',
      'packed.exe archive-unsupported',
      'list.exe undefined',
      'list.exe archive-unsupported',
      'none.exe undefined',
    ]);
  });
});

test('of more members than the limit says, the first are read', async () => {
  const files = [a, { name: 'd/', method: 0 }, b, { ...a, name: 'c.txt' }];
  const folder = { name: 'd/', type: '5' };

  expect(await lines(zip(files), { members: 4 })).toHaveLength(3);
  for (const bytes of [zip(files), tar([a, folder, b, { ...a, name: 'c.txt' }])]) {
    expect(await lines(bytes, { members: 3 })).toEqual([
      'a.txt: content of a',
      'b.txt: content of b',
      ' ! archive-too-many-members',
    ]);
  }
  expect(await lines(zip([{ name: 'i', content: tar([a, b]) }, b]), { members: 2 })).toEqual([
    'i > a.txt: content of a',
    'i ! archive-too-many-members',
  ]);
  expect(await lines(Buffer.concat([gzip('1'), gzip('2'), gzip('3')]), { members: 2 })).toEqual([
    '(content): 12',
    '(content) ! archive-too-many-members',
  ]);
  expect(await lines(gzip('1'), { members: 0 })).toEqual([' ! archive-too-many-members']);
});

describe('more bytes than the limit says', () => {
  test('are not read of a member that says how large it is, and the others have their turn', async () => {
    const bytes = zip([a, { ...b, content: noise(100) }, b]);

    expect(await lines(bytes, { bytes: 24 })).toEqual([
      'a.txt: content of a',
      'b.txt ! archive-too-large',
      'b.txt: content of b',
    ]);
  });

  test('are not read of those that are not packed, either', async () => {
    const files = [a, b].map((file) => ({ ...file, method: 0 }));

    expect(await lines(zip(files), { bytes: 24 })).toHaveLength(2);
    expect(await lines(zip(files), { bytes: 23 })).toEqual([
      'a.txt: content of a',
      'b.txt ! archive-too-large',
    ]);
  });

  test('end it all where they were not told', async () => {
    const lying = { name: 'l', content: noise(megabyte), listed: { size: 10 } };

    const found = await unpacked(zip([a, lying, b]), { bytes: 600 * 1024 });

    expect(found.map(({ path, reason }) => [String(path), reason])).toEqual([
      ['a.txt', undefined],
      ['l', undefined],
      ['l', 'archive-too-large'],
    ]);
    expect(found[1]!.content!.length).toBeLessThanOrEqual(600 * 1024);
    expect(found[1]!.content!.equals(noise(megabyte).subarray(0, found[1]!.content!.length))).toBe(true);
  });

  rare('count for all that is unpacked, also of archives in archives, but once for a tar', async () => {
    const packed = gzip(noise(1000));

    expect(await lines(zip([{ name: 'i', content: packed }]), { bytes: 1000 + packed.length })).toHaveLength(
      1,
    );
    expect(await lines(zip([{ name: 'i', content: packed }]), { bytes: 999 + packed.length })).toEqual([
      'i > (content): ',
      'i > (content) ! archive-too-large',
    ]);
    const archive = tar([a, b]);
    expect(await lines(gzip(archive), { bytes: archive.length })).toHaveLength(2);
    expect(await lines(archive, { bytes: 0 })).toHaveLength(2);
  });

  test('leave what a tar holds that is not packed, and the archives in it are told', async () => {
    const files = [a, { name: 'x.gz', content: gzip(noise(1000)) }, { name: 'b.zip', content: zip([b]) }, b];

    expect(await lines(tar(files), { bytes: 500 })).toEqual([
      'a.txt: content of a',
      'x.gz > (content): ',
      'x.gz > (content) ! archive-too-large',
      'b.zip ! archive-too-large',
      'b.txt: content of b',
    ]);
  });

  test('leave what a tar holds in front of them', async () => {
    const files = [a, { name: 'l', content: noise(megabyte) }, b];

    const found = await unpacked(gzip(tar(files)), { bytes: 700 * 1024 });

    expect(found.map(({ path, reason }) => [String(path), reason])).toEqual([
      ['a.txt', undefined],
      ['l', undefined],
      ['(content)', 'archive-too-large'],
    ]);
  });
});

describe('a member that is packed too well', () => {
  test('is told, and the others have their turn', async () => {
    const bomb = { name: 'bomb', content: zeros(2) };

    expect(await lines(zip([a, bomb, b]))).toEqual([
      'a.txt: content of a',
      'bomb ! archive-ratio',
      'b.txt: content of b',
    ]);
    const lying = await unpacked(zip([a, { ...bomb, listed: { size: 5 } }, b]));
    expect(lying.map(({ path, reason }) => [String(path), reason])).toEqual([
      ['a.txt', undefined],
      ['bomb', undefined],
      ['bomb', 'archive-ratio'],
      ['b.txt', undefined],
    ]);
    expect((await unpacked(gzip(zeros(2)))).map(({ reason }) => reason)).toEqual([
      undefined,
      'archive-ratio',
    ]);
  });

  test('is read when it is small', async () => {
    expect((await unpacked(gzip(zeros(1)))).map(({ content }) => content?.length)).toEqual([megabyte]);
    expect((await unpacked(zip([{ name: 'z', content: zeros(1) }]))).map(({ reason }) => reason)).toEqual([
      undefined,
    ]);
  });

  test('is read up to the limit', async () => {
    const mixed = Buffer.concat([noise(20_000), zeros(2)]);

    expect(await unpacked(gzip(mixed))).toHaveLength(1);
    expect(await unpacked(gzip(mixed), { ratio: 100 })).toHaveLength(2);
  });

  test('makes no archive', async () => {
    const bomb = repeated(gzip(zeros(1)), 2000);

    expect(await lines(gzip(bomb, { name: 'outer' }))).toEqual(['outer ! archive-ratio']);
  });
});

describe.skipIf(!costly)('a bomb ends soon, and takes no room:', () => {
  /** Bytes. */
  let inflated = 0;
  beforeAll(countWhatIsInflated);
  afterAll(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });

  /** Zeros as a stretch of deflate that can be repeated. */
  const stretch = deflateRawSync(zeros(16), { finishFlush: constants.Z_FULL_FLUSH });
  const tenGigabytes = Buffer.concat([
    gzip('').subarray(0, 10),
    repeated(stretch, 640),
    gzip('').subarray(10),
  ]);
  const inTar = Buffer.concat([tar([{ name: 'z', size: 2 ** 33 - 1 }], ''), zeros(16)]);
  const one = zip([{ name: 'k', content: zeros(4), listed: { size: 100 } }]);
  const withMore = zip([{ name: 'k', content: 'short', trailing: noise(2 * megabyte) }]);

  test.each([
    ['10 GB of zeros', tenGigabytes, defaultLimits.ratio],
    ['10 GB of zeros, packed twice', gzipSync(tenGigabytes), defaultLimits.ratio],
    ['10 GB of zeros, packed twice, where no ratio ends it', gzipSync(tenGigabytes), Infinity],
    ['10 GB of zeros in a tar', withStart(tenGigabytes, inTar), Infinity],
    ['one file under 60,000 names', listedOften(one, 60_000), defaultLimits.ratio],
    ['one file under 3,000 names, with much behind it', listedOften(withMore, 3000), Infinity],
    ['100,000 times nothing', repeated(gzip(''), 100_000), Infinity],
    ['nothing but extended headers', repeated(tar([{ name: 'x', type: 'x' }], ''), 30_000), Infinity],
  ])('%s', async (_, bomb, ratio) => {
    const before = process.memoryUsage().arrayBuffers;
    let most = before;
    let total = 0;
    let skips = 0;
    inflated = 0;
    for await (const one of expand(bomb, { ...defaultLimits, ratio })) {
      if ('reason' in one) skips += 1;
      else
        for await (const { length } of one.parts) {
          total += length;
          most = Math.max(most, process.memoryUsage().arrayBuffers);
        }
    }

    expect(skips).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(defaultLimits.bytes);
    expect(most - before).toBeLessThan(defaultLimits.bytes / 2);
    expect(inflated).toBeLessThan(2 * defaultLimits.bytes);
  });

  /** Whatever zlib is asked for comes through here, also what nobody is told of. */
  function countWhatIsInflated(): void {
    const { createInflateRaw, inflateRawSync } = zlib;
    vi.spyOn(zlib, 'inflateRawSync').mockImplementation((bytes, options) => {
      let most = options?.maxOutputLength ?? Infinity;
      try {
        const result = inflateRawSync(bytes, options) as unknown as { buffer: Buffer };
        most = result.buffer.length;
        return result as unknown as Buffer<ArrayBuffer>;
      } finally {
        inflated += most;
      }
    });
    vi.spyOn(zlib, 'createInflateRaw').mockImplementation((options) => {
      const stream = createInflateRaw(options);
      const push = stream.push.bind(stream);
      stream.push = (part) => {
        inflated += part?.length ?? 0;
        return push(part);
      };
      return stream;
    });
    syncBuiltinESMExports();
  }

  function withStart(gzipped: Buffer, start: Buffer): Buffer {
    const packed = deflateRawSync(start, { finishFlush: constants.Z_FULL_FLUSH });
    return Buffer.concat([gzipped.subarray(0, 10), packed, gzipped.subarray(10)]);
  }

  function listedOften(bytes: Buffer, count: number): Buffer {
    const list = bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1');
    const entry = bytes.subarray(list, -22);
    const end = bytesOf(Buffer.from(bytes.subarray(-22)));
    end.writeUInt16LE(count, 10);
    end.writeUInt32LE(entry.length * count, 12);
    return Buffer.concat([bytes.subarray(0, list), repeated(entry, count), end]);
  }
});
