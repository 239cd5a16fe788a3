import { Header } from 'tar/header';
import { Pax } from 'tar/pax';
import { isTarHeader } from './kind.ts';
import { isZero } from './zeros.ts';

export const blockLength = 512;

export interface TarHeader {
  /** An extension says something of the next file; `bare` is what has no content: folders, devices, pipes. */
  readonly kind: 'file' | 'link' | 'bare' | 'extension';
  readonly type: string;
  readonly name: Buffer;
  /** What a link leads to. */
  readonly link: Buffer;
  /** How many bytes follow. */
  readonly size: number;
  /** Whether blocks stand before them that tell where the holes of a sparse file are. */
  readonly hasMap: boolean;
}

/** An extended header is small; what is larger is read as a file. */
const largestExtension = 1024 * 1024;

/**
 * What the headers of a tar say, decoded by node-tar: the plain ones, and those of pax and GNU that stand in front of
 * another. Whatever they say that no name shows is kept.
 *
 * Format: pax(1) of POSIX, and "Basic Tar Format" in the manual of GNU tar.
 */
export class TarHeaders {
  readonly #beside: Buffer[] = [];
  #global: Pax | undefined;
  #local: Pax | undefined;
  #name: Buffer | undefined;
  #link: Buffer | undefined;
  #bodies: Buffer[] = [];

  /** How many extended headers stand in front of the next file. */
  get pending(): number {
    return this.#bodies.length;
  }

  /** The header in a block, if there is one. */
  read(block: Buffer): TarHeader | undefined {
    if (!isTarHeader(block)) return undefined;
    const header = this.#decode(block);
    if (header === undefined) return undefined;
    const type = String.fromCharCode(block[156]!);
    const kind = kindOf(type, header.size);
    const hasBody = kind === 'file' || kind === 'extension';
    const size = hasBody ? header.size : 0;
    if (!Number.isSafeInteger(size)) return undefined;
    return {
      kind,
      type,
      name: this.#name ?? nameIn(block, header.path ?? ''),
      link: this.#link ?? asItStands(header.linkpath ?? '', fieldOf(block, fields.link)),
      size: size!,
      hasMap: type === 'S' && block[482] === 1,
    };
  }

  /** Takes what an extended header says. */
  extend({ type }: TarHeader, body: Buffer): void {
    this.#bodies.push(body);
    if (type === 'g') this.#global = Pax.parse(body.toString(), this.#global, true);
    else if (type === 'K') this.#link = untilZero(body);
    else if (type === 'x' || type === 'X') {
      const { path, linkpath } = Pax.parse(body.toString());
      if (path !== undefined) this.#name = Buffer.from(path);
      if (linkpath !== undefined) this.#link = Buffer.from(linkpath);
      this.#local = Pax.parse(body.toString(), this.#local);
    } else {
      this.#name = untilZero(body);
      // By a name that is cut short at a slash node-tar would take a file for a folder.
      this.#local = new Pax({ ...this.#local, path: this.#name.toString() });
    }
  }

  /** To be called with a file's header when it is taken: the extended ones in front of it are used up. */
  finish({ kind, name, link }: TarHeader, block: Buffer): void {
    const shown = (kind === 'link' ? [name, link] : [name]).map((bytes) => bytes.toString('latin1'));
    this.#keepText(withoutNames(block, shown));
    this.#bodies = this.#bodies.filter((body) => !isTold(body, shown));
    this.forget();
  }

  /** Extended headers in front of something that cannot be read say nothing of the next file. */
  forget(): void {
    for (const body of this.#bodies) this.#beside.push(body);
    this.#bodies = [];
    this.#local = undefined;
    this.#name = undefined;
    this.#link = undefined;
  }

  /** Whether this block, which tells where a sparse file has holes, is followed by another one. */
  isMapWithMore(block: Buffer): boolean {
    this.#keepText(block);
    return block[504] === 1;
  }

  /** Keeps bytes that should be zero, if they are not, with what stands in front: a text may begin there. */
  keep(bytes: Buffer, front: Buffer): void {
    if (!isZero(bytes)) this.#beside.push(front, bytes);
  }

  /** All that was said and that no name shows. */
  beside(): Buffer {
    this.forget();
    return Buffer.concat(this.#beside);
  }

  /** Numbers and short names are what is always there. */
  #keepText(block: Buffer): void {
    if (/[^\0 ]{16}/.test(block.toString('latin1'))) this.#beside.push(block);
  }

  #decode(block: Buffer): Header | undefined {
    try {
      return new Header(block, 0, this.#local, this.#global);
    } catch {
      // It does so for numbers and types that cannot be.
      return undefined;
    }
  }
}

function kindOf(type: string, size = 0): TarHeader['kind'] {
  if ('12'.includes(type)) return 'link';
  if ('3456'.includes(type)) return 'bare';
  return 'xXgLNK'.includes(type) && size <= largestExtension ? 'extension' : 'file';
}

const fields = { name: [0, 100], link: [157, 257], prefix: [345, 500] } as const;

const untilZero = (bytes: Buffer): Buffer => {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
};

const fieldOf = (block: Buffer, [from, to]: readonly [number, number]): Buffer =>
  untilZero(block.subarray(from, to));

function nameIn(block: Buffer, decoded: string): Buffer {
  const name = fieldOf(block, fields.name);
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? fieldOf(block, fields.prefix) : undefined;
  return asItStands(
    decoded,
    prefix !== undefined && prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), name]) : name,
  );
}

/** node-tar takes names for UTF-8, which they need not be. */
const asItStands = (decoded: string, bytes: Buffer): Buffer =>
  decoded.includes('\ufffd') ? Buffer.from(bytes) : Buffer.from(decoded);

function withoutNames(block: Buffer, shown: readonly string[]): Buffer {
  const rest = Buffer.from(block);
  for (const field of Object.values(fields)) {
    const bytes = fieldOf(rest, field);
    const name = bytes.toString('latin1');
    if (shown.some((text) => text.includes(name))) bytes.fill(0);
  }
  return rest;
}

/** Whether an extended header says only numbers and what is shown: `27 path=a/b\n` or, with GNU, the name alone. */
function isTold(body: Buffer, shown: readonly string[]): boolean {
  const lines = body.toString('latin1').split(/[\n\0]/);
  return lines.every((line) => {
    const value = /^\d+ [^=]+=(.*)$/s.exec(line)?.[1] ?? line;
    return /^[-.\d]*$/.test(value) || shown.includes(value) || shown.includes(line);
  });
}
