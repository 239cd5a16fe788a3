import { describe, expect, test } from 'vitest';
import { bytesOf, gzip, lines, pax, type TarFile, tar, tarHeader, unpacked, withSum, zip } from './build.ts';

const a = { name: 'a.txt', content: 'content of a' };
const b = { name: 'b.txt', content: 'content of b' };
const long = `${'folder/'.repeat(40)}a.txt`;

describe('of a tar come', () => {
  test('its files, and where links lead, but no folders, devices and pipes', async () => {
    const others = ['3', '4', '5', '6'].map((type) => ({ name: 'other', type }));

    const found = await lines(
      tar([
        ...others,
        a,
        { name: 's', type: '2', link: 'to/there' },
        { name: 'h', type: '1', link: 'a.txt' },
        b,
      ]),
    );

    expect(found).toEqual(['a.txt: content of a', 's: to/there', 'h: a.txt', 'b.txt: content of b']);
  });

  test('files of every kind that has a content', async () => {
    const types = ['0', '\0', '7', 'D', 'M', 'V', 'Z'];

    const found = await lines(tar(types.map((type) => ({ ...a, type }))));

    expect(found).toEqual(types.map(() => 'a.txt: content of a'));
  });

  test('names as they stand, which lead nowhere', async () => {
    const names = [Buffer.from([0x61, 0xff, 0xfe]), '../../up', '/etc/passwd', 'C:\\x', 'naïve'].map((name) =>
      Buffer.from(name),
    );

    const found = await unpacked(tar(names.map((name) => ({ name, content: 'x' }))));

    expect(found.map(({ path }) => path)).toEqual(names.map((name) => [name]));
  });

  test('a long name in two parts, whatever its encoding', async () => {
    const raw = { ...a, name: Buffer.from([0xff]), prefix: 'some/folder' };

    expect(await lines(tar([{ ...a, prefix: 'some/folder' }]))).toEqual(['some/folder/a.txt: content of a']);
    expect((await unpacked(tar([raw])))[0]?.path).toEqual([Buffer.from('some/folder/\xff', 'latin1')]);
  });

  test.each<[string, readonly TarFile[]]>([
    ['pax', [pax({ path: long, mtime: '1.5' }), { ...a, name: long }]],
    [
      'GNU',
      [
        { name: '././@LongLink', type: 'L', content: `${long}\0`, gnu: true },
        { ...a, name: long, gnu: true },
      ],
    ],
    ['Solaris', [pax({ path: long }, 'X'), { ...a, name: long }]],
    [
      'an older GNU',
      [
        { name: '././@LongName', type: 'N', content: long },
        { ...a, name: long },
      ],
    ],
  ])('a long name of %s, for one file', async (_, files) => {
    expect(await lines(gzip(tar([...files, b])))).toEqual([`${long}: content of a`, 'b.txt: content of b']);
  });

  test('a long name that is not UTF-8, and one that stands in a header of two parts', async () => {
    const raw = Buffer.alloc(120, 0xff);
    const files = [
      { name: 'x', type: 'L', content: raw },
      a,
      pax({ path: 'b.txt' }),
      { ...b, prefix: 'folder' },
    ];

    const found = await unpacked(tar(files));

    expect(found.map(({ path }) => path)).toEqual([[raw], [Buffer.from('b.txt')]]);
  });

  test.each<[string, readonly TarFile[]]>([
    ['pax', [pax({ linkpath: long }), { name: 's', type: '2', link: long }]],
    [
      'GNU',
      [
        { name: '././@LongLink', type: 'K', content: `${long}\0` },
        { name: 's', type: '2', link: long },
      ],
    ],
  ])('a link to a long name of %s', async (_, files) => {
    const next = { name: 't', type: '2', link: 'to/there' };

    expect(await lines(gzip(tar([...files, next])))).toEqual([`s: ${long}`, 't: to/there']);
  });

  test('a long name that is cut short at a slash is no folder', async () => {
    const name = `${'x'.repeat(99)}/a.txt`;

    const found = await lines(
      tar([
        { name: '././@LongLink', type: 'L', content: `${name}\0` },
        { ...a, name },
      ]),
    );

    expect(found).toEqual([`${name}: content of a`]);
  });

  test.each<[string, readonly TarFile[]]>([
    ['pax', [pax({ size: '12' })]],
    ['pax, in two headers,', [pax({ size: '12' }), pax({ mtime: '1.5' })]],
    ['pax for all files', [pax({ size: '12' }, 'g')]],
    ['pax for all files, in two headers,', [pax({ size: '12' }, 'g'), pax({ mtime: '1.5' }, 'g')]],
  ])('a file of the size that %s says', async (_, says) => {
    expect(await lines(tar([...says, { ...a, size: 0 }, b]))).toEqual([
      'a.txt: content of a',
      'b.txt: content of b',
    ]);
  });

  test('what a sparse file holds between its holes', async () => {
    const header = withSum(tarHeader({ name: 'sparse', type: 'S', gnu: true }, 12).fill(1, 482, 483));
    const maps = [Buffer.alloc(512).fill(1, 504, 505), Buffer.alloc(512)];
    const content = Buffer.alloc(512);
    content.write('content of s');

    expect(await lines(Buffer.concat([header, ...maps, content, tar([b])]))).toEqual([
      'sparse: content of s',
      'b.txt: content of b',
    ]);
  });

  test('what a file holds that only looks sparse', async () => {
    const header = withSum(tarHeader(a, 12).fill(1, 482, 483));

    expect(await lines(Buffer.concat([header, tar([a]).subarray(512)]))).toEqual([
      expect.stringMatching(/a\.txt: content of a$/),
    ]);
  });

  test('empty files, and nothing of an empty tar', async () => {
    expect(await lines(tar([{ name: 'empty' }, b]))).toEqual(['empty: ', 'b.txt: content of b']);
    expect(await lines(gzip(tar([{ name: 'd', type: '5' }])))).toEqual([]);
  });

  test('the files of one without an end', async () => {
    for (const end of ['', Buffer.alloc(512), Buffer.alloc(10_000)]) {
      expect(await lines(tar([a, b], end))).toEqual(['a.txt: content of a', 'b.txt: content of b']);
    }
  });

  test('the files of each of several, one behind the other', async () => {
    expect(await lines(Buffer.concat([tar([a]), tar([b])]))).toEqual([
      'a.txt: content of a',
      'b.txt: content of b',
    ]);
  });
});

/** Of the outermost archive these bytes stand in the object itself, so it is packed here. */
const packed = (...parts: readonly (Buffer | string)[]) => lines(gzip(Buffer.concat(parts.map(bytesOf))));

describe('what a tar hides comes with its own path:', () => {
  const hidden = 'words that nobody should see';

  test('behind its end', async () => {
    for (const behind of [hidden, hidden.repeat(5000)])
      expect(await packed(tar([a]), behind)).toEqual(['a.txt: content of a', `(content): ${behind}`]);
  });

  test('behind its end, and there an archive', async () => {
    expect(await packed(tar([a]), zip([b]))).toEqual([
      'a.txt: content of a',
      '(content) > b.txt: content of b',
    ]);
  });

  test('in what fills up the last block of a file', async () => {
    expect(await packed(tar([{ ...a, padding: hidden }, b]))).toEqual([
      'a.txt: content of a',
      'b.txt: content of b',
      expect.stringMatching(`^\\(content\\): content of a${hidden}\0*$`),
    ]);
  });

  test('in the one byte that fills up a block', async () => {
    const full = { name: 'full', content: 'x'.repeat(511), padding: 'y' };

    expect(await packed(tar([full]))).toEqual([`full: ${full.content}`, `(content): ${full.content}y`]);
  });

  test('where a sparse file says where its holes are', async () => {
    const header = withSum(tarHeader({ name: 's', type: 'S', gnu: true }, 0).fill(1, 482, 483));
    const map = Buffer.alloc(512);
    map.write(hidden.replaceAll(' ', ''));

    expect(await packed(header, map, tar([b]))).toEqual([
      's: ',
      'b.txt: content of b',
      expect.stringContaining('wordsthatnobodyshouldsee'),
    ]);
  });

  test('in an extended header that is larger than one can be', async () => {
    const [file] = await unpacked(gzip(tar([pax({ comment: 'c'.repeat(1_100_000) }), a])), { ratio: 1e6 });

    expect(String(file?.path)).toBe('PaxHeaders/x');
    expect(file?.content?.length).toBeGreaterThan(1_100_000);
  });

  test.each<[string, readonly TarFile[]]>([
    ['in a comment of pax', [pax({ path: 'a.txt', comment: hidden }), a]],
    ['in a comment of pax for all files', [pax({ comment: hidden }, 'g'), a]],
    ['in a name that another one overrides', [pax({ path: hidden }), pax({ path: 'a.txt' }), a]],
    [
      'in a long name that another one overrides',
      [{ name: 'x', type: 'L', content: hidden }, pax({ path: 'a.txt' }), a],
    ],
    ['in a name that pax overrides', [pax({ path: 'a.txt' }), { ...a, name: hidden.replaceAll(' ', '') }]],
    ['behind the end of a name', [{ ...a, name: `a.txt\0${hidden.replaceAll(' ', '')}` }]],
    ['in the link of what is no link', [{ ...a, link: hidden.replaceAll(' ', '') }]],
    ['in the name of a user', [{ ...a, user: hidden.replaceAll(' ', '') }]],
    ['in a header of pax for no file', [a, pax({ path: hidden })]],
  ])('%s', async (_, files) => {
    const found = await packed(tar(files));

    expect(found[0]).toBe('a.txt: content of a');
    expect(found.slice(1).join('').replaceAll(' ', '')).toMatch(/^\(content\):.*wordsthatnobodyshouldsee/s);
  });

  test('but not what is always there', async () => {
    const bare = { ...a, user: 'somebody' };
    const odd = `1 ${'x'.repeat(100)}=1`;
    const long = [
      { name: 'x', type: 'L', content: odd },
      { ...a, name: odd },
    ];

    expect(await packed(tar([pax({ path: 'a.txt', mtime: '17.25', uid: '1000' }), bare, ...long]))).toEqual([
      'a.txt: content of a',
      `${odd}: content of a`,
    ]);
  });
});

describe('a damaged tar', () => {
  const broken = (bytes: Buffer, at: number) => Buffer.from(bytes).fill(0x7f, at, at + 1);

  test('is read on behind a header that is wrong, and what it spoke of comes as it is', async () => {
    const found = await packed(broken(tar([a, b, { ...a, name: 'c.txt' }]), 1024 + 1));

    expect(found).toEqual([
      'a.txt: content of a',
      expect.stringMatching(/^\(content\): b.*content of b/s),
      '(content) ! archive-damaged',
      'c.txt: content of a',
    ]);
  });

  test('is told to be damaged once, however much of it is', async () => {
    const large = { ...b, content: 'content of b'.repeat(100_000) };

    const found = await lines(broken(tar([a, large, { ...a, name: 'c.txt' }]), 1024 + 1));

    expect(found).toEqual(['a.txt: content of a', ' ! archive-damaged', 'c.txt: content of a']);
  });

  test('is told behind another one, too', async () => {
    const found = await lines(Buffer.concat([tar([a]), broken(tar([b, a]), 1024 + 1)]));

    expect(found).toEqual(['a.txt: content of a', 'b.txt: content of b', ' ! archive-damaged']);
  });

  test('does not take what was said of a file that is lost for the next one', async () => {
    const found = await packed(broken(tar([pax({ path: 'b.txt', size: '3' }), b, a]), 1024 + 1));

    expect(found.at(-2)).toBe('a.txt: content of a');
    expect(found.at(-1)).toContain('path=b.txt');
  });

  test('that ends in a file gives what there is of it', async () => {
    for (const missing of [1, 5, 12])
      expect(await lines(tar([a, b]).subarray(0, 1024 + 512 + 12 - missing))).toEqual([
        'a.txt: content of a',
        `b.txt: ${b.content.slice(0, -missing)}`,
        'b.txt ! archive-damaged',
      ]);
  });

  test('that ends in a header is told', async () => {
    expect(await packed(tar([a, b]).subarray(0, 1024 + 30))).toEqual([
      'a.txt: content of a',
      expect.stringMatching(/^\(content\): b\.txt/),
      '(content) ! archive-damaged',
    ]);
  });

  test('that ends in an extended header is told', async () => {
    const found = await packed(tar([a, pax({ path: long })]).subarray(0, 1024 + 512 + 9));

    expect(found).toContain('PaxHeaders/x ! archive-damaged');
  });

  test.each([
    ['no number', '\0\0\0\0'],
    ['more than there is', '77777777777\0'],
    ['a number that cannot be', Buffer.from([0x90, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2])],
  ])('whose size is %s is told', async (_, size) => {
    const header = tarHeader(a, 12);
    bytesOf(size).copy(header, 124);
    const found = await packed(withSum(header), tar([b]));

    expect(found.join('\n')).toContain('content of b');
    expect(found.join('\n')).toContain('archive-damaged');
  });

  test.each(['-5', '1.5', '1e400', 'NaN'])(
    'whose size is %s, as pax has it, is told or of no size',
    async (size) => {
      const found = await packed(tar([pax({ size }), a, b]));

      expect(found.join('\n')).toContain('content of a');
      expect(found.join('\n')).toContain('content of b');
    },
  );

  test('with a file where there should be none is told, and it comes', async () => {
    const found = await packed(tar([{ ...a, type: '5' }, b]));

    expect(found).toEqual([
      expect.stringContaining('(content): content of a'),
      '(content) ! archive-damaged',
      'b.txt: content of b',
    ]);
  });
});
