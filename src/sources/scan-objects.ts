import type { ObjectPart } from '../git/cat-file-parser.ts';
import { readObjects } from '../git/object-reader.ts';
import type { Repository } from '../git/process.ts';
import type { Oid } from '../model/object.ts';
import { isUserError, type UserError } from '../model/user-error.ts';
import type { ObjectFindings, ObjectStream, Scanner } from '../scan/scanner.ts';

export interface ScannedObject extends ObjectFindings {
  readonly type: ObjectPart['type'];
}

export interface ScannedObjects {
  /** Only the objects in which something was found or believed. */
  readonly found: ReadonlyMap<Oid, ScannedObject>;
  /** How many objects and bytes were read to their end. */
  readonly objects: number;
  readonly bytes: number;
  /** Pointers to content that Git LFS keeps elsewhere. */
  readonly pointers: readonly Oid[];
  /** What could not be read. Without one, every object of the list was seen to its last byte. */
  readonly errors: readonly UserError[];
}

/** Reads and scans every object of the list. What was found before something broke is kept. */
export async function scanObjects(
  scanner: Scanner,
  repository: Repository,
  oids: readonly Oid[],
): Promise<ScannedObjects> {
  const scan = new Scan(scanner);
  try {
    for await (const part of readObjects(repository, oids)) {
      if ('broken' in part) scan.errors.push(part.broken);
      else scan.see(part);
    }
  } catch (error) {
    if (!isUserError(error)) throw error;
    scan.errors.push(error);
  }
  return scan;
}

const pointerStart = Buffer.from('version https://git-lfs.github.com/spec/v1\n');

class Scan implements ScannedObjects {
  readonly found = new Map<Oid, ScannedObject>();
  readonly pointers: Oid[] = [];
  readonly errors: UserError[] = [];
  objects = 0;
  bytes = 0;
  readonly #scanner: Scanner;
  #stream: ObjectStream | undefined;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  see({ oid, type, bytes, first, last }: ObjectPart): void {
    this.bytes += bytes.length;
    // Most objects come in one part and are scanned where they lie.
    if (first && !last) this.#stream = this.#scanner.begin();
    if (!first || !last) this.#stream!.push(bytes);
    if (!last) return;
    const findings = first ? this.#scanner.scan(bytes) : this.#stream!.end();
    this.objects += 1;
    if (findings.known.length > 0) this.found.set(oid, { ...findings, type });
    if (first && bytes.subarray(0, pointerStart.length).equals(pointerStart)) this.pointers.push(oid);
  }
}
