import type { Budget } from './limits.ts';
import { type Found, Source } from './source.ts';
import { blockLength, type TarHeader, TarHeaders } from './tar-headers.ts';
import { isZero } from './zeros.ts';

/** As many extended headers as one file may need are no members of their own. */
const fewExtensions = 4;

/**
 * The files of a tar, and for a link the name of what it leads to; then what else its headers say. Every byte is
 * accounted for: what stands where a header should, in the archive or behind its end, is given as it is, up to the
 * next header. A sparse file comes without its holes.
 */
export async function* readTar(source: Source, budget: Budget): AsyncGenerator<Found> {
  const headers = new TarHeaders();
  let ended = false;
  for (let block = await next(source); block.length > 0; block = await next(source)) {
    if (isZero(block)) {
      await skip(source, block.length);
      ended = true;
      continue;
    }
    const header = headers.read(block);
    const isFree = header?.kind === 'extension' && headers.pending < fewExtensions;
    if (!isFree && !budget.admit()) return yield { reason: 'archive-too-many-members' };
    if (header === undefined) yield* stray(source, headers, ended);
    else yield* entry(source, headers, header, block);
    ended &&= header === undefined;
  }
  const beside = headers.beside();
  if (beside.length > 0) yield { beside };
}

/** The next block, which is not taken yet. The last one may be shorter; at the end there is none. */
const next = async (source: Source): Promise<Buffer> =>
  (await source.peek(blockLength)).subarray(0, blockLength);

/** @returns how many bytes were missing */
async function skip(source: Source, length: number): Promise<number> {
  let left = length;
  while (left > 0) {
    const { length: taken } = await source.take(left);
    if (taken === 0) break;
    left -= taken;
  }
  return left;
}

async function* entry(
  source: Source,
  headers: TarHeaders,
  header: TarHeader,
  block: Buffer,
): AsyncGenerator<Found> {
  const { kind, name, size } = header;
  if (kind !== 'extension') headers.finish(header, block);
  await skip(source, blockLength);
  if (kind === 'link') yield { name, source: Source.of(header.link) };
  if (kind === 'link' || kind === 'bare') return;

  for (let more = header.hasMap; more; ) more = headers.isMapWithMore(await taken(source, blockLength));
  const body: Body = { left: size, end: Buffer.alloc(0) };
  if (kind === 'extension') {
    const bytes = await taken(source, size);
    pass(body, bytes);
    headers.extend(header, bytes);
  } else yield { name, source: new Source(content(source, body)) };

  // Whoever asks for a file need not read it.
  const missing = await skip(source, body.left);
  headers.keep(await taken(source, (blockLength - (size % blockLength)) % blockLength), body.end);
  if (missing > 0 && source.problem === undefined) yield { name, reason: 'archive-damaged' };
}

async function taken(source: Source, length: number): Promise<Buffer> {
  const bytes = Buffer.from((await source.peek(length)).subarray(0, length));
  await skip(source, bytes.length);
  return bytes;
}

interface Body {
  left: number;
  /** The last that was read of it. */
  end: Buffer;
}

const longestEnd = 1024;

function pass(body: Body, part: Buffer): void {
  body.left -= part.length;
  body.end = Buffer.concat([body.end, part.subarray(-longestEnd)]).subarray(-longestEnd);
}

async function* content(source: Source, body: Body): AsyncGenerator<Buffer> {
  while (body.left > 0) {
    const part = await source.take(body.left);
    if (part.length === 0) return;
    pass(body, part);
    yield part;
  }
}

/** Behind the end anything may stand; before it, a header is damaged, or what a header said of a file's size. */
async function* stray(source: Source, headers: TarHeaders, ended: boolean): AsyncGenerator<Found> {
  headers.forget();
  yield { source: new Source(untilHeader(source, headers)) };
  for await (const _ of untilHeader(source, headers));
  if (!ended) yield { reason: 'archive-damaged' };
}

const strayBlocks = 128;

async function* untilHeader(source: Source, headers: TarHeaders): AsyncGenerator<Buffer> {
  let blocks: Buffer[] = [];
  for (let block = await next(source); block.length > 0; block = await next(source)) {
    if (headers.read(block) !== undefined) break;
    blocks.push(block);
    await skip(source, block.length);
    if (blocks.length < strayBlocks) continue;
    yield Buffer.concat(blocks);
    blocks = [];
  }
  if (blocks.length > 0) yield Buffer.concat(blocks);
}
