import type { Oid } from '../model/object.ts';
import { noOid } from './oid-lines.ts';

/** One object name in bytes, until the next one takes its place: of millions that git prints, few become strings. */
export class PackedOid {
  /** The name stands at their start. */
  readonly bytes = Buffer.alloc(widest);
  /** How many bytes it takes: 20, or 32 with SHA-256. */
  width = 0;

  /** @param oid of 40 or 64 digits */
  set(oid: Oid): this {
    this.width = this.bytes.write(oid, 'hex');
    return this;
  }

  get oid(): Oid {
    return this.bytes.toString('hex', 0, this.width);
  }

  /** Whether it stands for no object: git prints noughts for that. */
  get isNull(): boolean {
    for (let at = 0; at < this.width; at++) if (this.bytes[at] !== 0) return false;
    return true;
  }

  /** Reads the digits that begin there, in a text that does not end with them. @returns where they end @throws UserError */
  read(text: Uint8Array, from: number): number {
    let width = 0;
    for (; width < widest; width++) {
      const [high, low] = [digitOf[text[from + 2 * width]!]!, digitOf[text[from + 2 * width + 1]!]!];
      if ((high | low) === none) break;
      this.bytes[width] = (high << 4) | low;
    }
    const end = from + 2 * width;
    if ((width !== 20 && width !== 32) || digitOf[text[end]!] !== none) throw noOid();
    this.width = width;
    return end;
  }
}

/** In bytes. */
const widest = 32;

const none = 0xff;
/** What each character is as a hexadecimal digit. */
const digitOf = new Uint8Array(256).fill(none);
for (const [value, digit] of [...'0123456789abcdef'].entries()) digitOf[digit.charCodeAt(0)] = value;
