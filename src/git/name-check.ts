import { createHash, type Hash, hash } from 'node:crypto';
import { UserError } from '../model/user-error.ts';
import type { BrokenObject, ObjectPart } from './cat-file-parser.ts';

/** git does not check that an object holds what its name says: it would hand out anything well packed. */
export class NameCheck {
  #hash: Hash | undefined;
  readonly #whole = Buffer.allocUnsafeSlow(65_536);

  brokenBy(part: ObjectPart): BrokenObject | undefined {
    const { oid, last } = part;
    const name = this.nameOf(part);
    if (!last || name === oid) return undefined;
    const broken = new UserError(`object ${oid} holds something else than its name says`, {
      hint: 'The repository is damaged or was tampered with: run git fsck.',
    });
    return { oid, broken };
  }

  /** What an object should be called whose parts come one after the other; undefined before its end. */
  nameOf({ oid, type, size, bytes, first, last }: ObjectPart): string | undefined {
    const algorithm = oid.length === 40 ? 'sha1' : 'sha256';
    const header = `${type} ${size}\0`;
    // A Hash is garbage that stays for long, a thousand bytes of it: of most objects there is none.
    if (first && last && header.length + size <= this.#whole.length) {
      const length = this.#whole.write(header, 'latin1') + bytes.copy(this.#whole, header.length);
      return hash(algorithm, this.#whole.subarray(0, length));
    }
    if (first) this.#hash = createHash(algorithm).update(header);
    this.#hash!.update(bytes);
    return last ? this.#hash!.digest('hex') : undefined;
  }
}
