/** Archives made at run time, right ones and wrong ones, and what comes out of them. */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { expand } from '../../src/archives/expand.ts';
import { type ArchiveLimits, defaultLimits } from '../../src/model/archive-limits.ts';

type Content = string | Buffer;

export interface ZipFile {
  readonly name: Content;
  readonly content?: Content;
  readonly method?: number;
  readonly flags?: number;
  /** What stands behind the packed bytes and counts as packed. */
  readonly trailing?: Content;
  readonly comment?: string;
  /** What else the file's own header and the list say of it. */
  readonly extra?: readonly [own: string, listed: string];
  /** Whether the sizes stand behind the file and not in front of it. */
  readonly streamed?: boolean;
  /** What the list says, where it is not the truth. */
  readonly listed?: Partial<Record<'crc' | 'packed' | 'size' | 'at' | 'method' | 'flags', number>>;
  /** What the file's own header says, where it is not the truth. */
  readonly local?: Partial<Record<'crc' | 'packed' | 'size' | 'method', number>>;
  /** A file that the list leaves out. */
  readonly unlisted?: boolean;
  /** What stands in front of its header and belongs to no file. */
  readonly gap?: Content;
}

export interface ZipShape {
  readonly comment?: string;
  readonly front?: Content;
  /** Whether the offsets count what stands in front. */
  readonly counted?: boolean;
  readonly large?: boolean;
  /** What stands between the list and the end. */
  readonly behindList?: Content;
}

export function zip(files: readonly ZipFile[], shape: ZipShape = {}): Buffer {
  const front = bytesOf(shape.front ?? '');
  const parts = [front];
  const list: Buffer[] = [];
  let at = shape.counted === true ? front.length : 0;
  let count = 0;
  const push = (bytes: Buffer) => {
    parts.push(bytes);
    at += bytes.length;
  };
  for (const file of files) {
    push(bytesOf(file.gap ?? ''));
    const start = at;
    for (const part of localParts(file)) push(part);
    if (file.unlisted === true) continue;
    list.push(listEntry(file, start));
    count += 1;
  }
  const size = Buffer.concat(list).length;
  const end = shape.large === true ? largeEnd(count, size, at) : Buffer.alloc(0);
  const few = shape.large === true ? 0xffff : count;
  const last = numbers(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, few],
    [2, few],
    [4, size],
    [4, shape.large === true ? 0xffffffff : at],
    [2, (shape.comment ?? '').length],
  );
  const behindList = bytesOf(shape.behindList ?? '');
  return Buffer.concat([...parts, ...list, behindList, end, last, Buffer.from(shape.comment ?? '')]);
}

function localParts(file: ZipFile): readonly Buffer[] {
  const { name, packed, size, crc, method, flags } = factsOf(file);
  const extra = Buffer.from(file.extra?.[0] ?? '');
  const said = { method, crc, packed: packed.length, size, ...file.local };
  const [headCrc, headPacked, headSize] =
    file.streamed === true ? [0, 0, 0] : [said.crc, said.packed, said.size];
  const header = numbers(
    [4, 0x04034b50],
    [2, 20],
    [2, flags],
    [2, said.method],
    [4, 0],
    [4, headCrc],
    [4, headPacked],
    [4, headSize],
    [2, name.length],
    [2, extra.length],
  );
  const behind = numbers([4, 0x08074b50], [4, crc], [4, packed.length], [4, size]);
  return [header, name, extra, packed, ...(file.streamed === true ? [behind] : [])];
}

function listEntry(file: ZipFile, start: number): Buffer {
  const { name, packed, size, crc, method, flags } = factsOf(file);
  const said = { at: start, method, flags, crc, packed: packed.length, size, ...file.listed };
  const comment = Buffer.from(file.comment ?? '');
  const extra = Buffer.from(file.extra?.[1] ?? '');
  const header = numbers(
    [4, 0x02014b50],
    [2, 20],
    [2, 20],
    [2, said.flags],
    [2, said.method],
    [4, 0],
    [4, said.crc],
    [4, said.packed],
    [4, said.size],
    [2, name.length],
    [2, extra.length],
    [2, comment.length],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, said.at],
  );
  return Buffer.concat([header, name, extra, comment]);
}

function factsOf(file: ZipFile) {
  const content = bytesOf(file.content ?? '');
  const method = file.method ?? 8;
  const packed = Buffer.concat([
    method === 8 ? deflateRawSync(content) : content,
    bytesOf(file.trailing ?? ''),
  ]);
  const flags = (file.flags ?? 0) | (file.streamed === true ? 8 : 0);
  return { name: bytesOf(file.name), packed, size: content.length, crc: crc32(content), method, flags };
}

const largeEnd = (count: number, size: number, at: number): Buffer =>
  numbers(
    [4, 0x06064b50],
    [8, 44],
    [2, 45],
    [2, 45],
    [4, 0],
    [4, 0],
    [8, count],
    [8, count],
    [8, size],
    [8, at],
    [4, 0x07064b50],
    [4, 0],
    [8, at + size],
    [4, 1],
  );

/** In little endian order, each with its length. */
function numbers(...fields: readonly (readonly [length: 2 | 4 | 8, value: number])[]): Buffer {
  return Buffer.concat(
    fields.map(([length, value]) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt(value));
      return bytes.subarray(0, length);
    }),
  );
}

export interface GzipShape {
  readonly name?: string;
  readonly comment?: string;
  readonly extra?: string;
}

export function gzip(content: Content, { name, comment, extra }: GzipShape = {}): Buffer {
  const packed = Buffer.from(gzipSync(bytesOf(content)));
  packed[3] = (extra === undefined ? 0 : 4) | (name === undefined ? 0 : 8) | (comment === undefined ? 0 : 16);
  const more = [
    extra === undefined ? Buffer.alloc(0) : Buffer.concat([numbers([2, extra.length]), Buffer.from(extra)]),
    ...[name, comment].map((text) => Buffer.from(text === undefined ? '' : `${text}\0`)),
  ];
  return Buffer.concat([packed.subarray(0, 10), ...more, packed.subarray(10)]);
}

export interface TarFile {
  readonly name: Content;
  readonly content?: Content;
  readonly type?: string;
  readonly link?: Content;
  readonly prefix?: string;
  /** What the header says, where it is not the truth. */
  readonly size?: number;
  readonly user?: string;
  /** What fills the last block, in place of zeros. */
  readonly padding?: string;
  /** Whether the header's magic is GNU's. */
  readonly gnu?: boolean;
}

/** @param end what stands behind the files; two blocks of zeros are right */
export const tar = (files: readonly TarFile[], end: Content = Buffer.alloc(1024)): Buffer =>
  Buffer.concat([...files.flatMap(tarParts), bytesOf(end)]);

function tarParts(file: TarFile): readonly Buffer[] {
  const content = bytesOf(file.content ?? '');
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  padding.write(file.padding ?? '');
  return [tarHeader(file, content.length), content, padding];
}

export function tarHeader(file: TarFile, length: number): Buffer {
  const header = Buffer.alloc(512);
  const put = (value: Content, at: number, most: number) => bytesOf(value).copy(header, at, 0, most);
  put(file.name, 0, 100);
  put('0000644\0', 100, 8);
  put('0000000\0', 108, 8);
  put('0000000\0', 116, 8);
  put(`${(file.size ?? length).toString(8).padStart(11, '0')}\0`, 124, 12);
  put('14712345670\0', 136, 12);
  put(file.type ?? '0', 156, 1);
  put(file.link ?? '', 157, 100);
  put(file.gnu === true ? 'ustar  \0' : 'ustar\x0000', 257, 8);
  put(file.user ?? 'root', 265, 32);
  put('root', 297, 32);
  put(file.prefix ?? '', 345, 155);
  return withSum(header);
}

/** Puts the right sum into a tar header. */
export function withSum(header: Buffer): Buffer {
  header.write('        ', 148, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** A header of pax in front of another: lines such as `12 path=a/b\n` that count themselves. */
export const pax = (records: Readonly<Record<string, string>>, type = 'x'): TarFile => ({
  name: 'PaxHeaders/x',
  type,
  content: Object.entries(records).map(paxLine).join(''),
});

function paxLine([key, value]: readonly [string, string]): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  const length = [1, 2, 3, 4, 5].map((digits) => rest + digits).find((n) => String(n).length === n - rest);
  return `${length} ${key}=${value}\n`;
}

export const bytesOf = (content: Content): Buffer =>
  typeof content === 'string' ? Buffer.from(content) : content;

/** Bytes without order, always the same, that deflate makes smaller by a quarter. */
export function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, state = 1; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = 0x20 + (state >>> 26);
  }
  return bytes;
}

/** What comes out, one line each: `a.zip > b.txt: its content`, or `a.zip > b.txt ! archive-damaged`. */
export async function lines(bytes: Buffer, limits: Partial<ArchiveLimits> = {}): Promise<string[]> {
  return (await unpacked(bytes, limits)).map(({ path, content, reason }) => {
    const place = path.map(String).join(' > ');
    return reason === undefined ? `${place}: ${content}` : `${place} ! ${reason}`;
  });
}

export interface Unpacked {
  readonly path: readonly Buffer[];
  readonly content?: Buffer;
  readonly reason?: string;
}

export async function unpacked(bytes: Buffer, limits: Partial<ArchiveLimits> = {}): Promise<Unpacked[]> {
  const all: Unpacked[] = [];
  for await (const one of expand(bytes, { ...defaultLimits, ...limits })) {
    if ('reason' in one) all.push(one);
    else all.push({ path: one.path, content: await joined(one.parts) });
  }
  return all;
}

async function joined(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  // What was handed out may be used up at once.
  for await (const part of parts) all.push(Buffer.from(part));
  return Buffer.concat(all);
}
