import type { ObjectPart } from '../git/cat-file-parser.ts';
import { readObjects } from '../git/object-reader.ts';
import type { Repository } from '../git/process.ts';
import type { Oid } from '../model/object.ts';
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
}

/** Reads and scans every object of the list; returning at all means that each was seen to its last byte. */
export async function scanObjects(
  scanner: Scanner,
  repository: Repository,
  oids: readonly Oid[],
): Promise<ScannedObjects> {
  const found = new Map<Oid, ScannedObject>();
  let objects = 0;
  let bytes = 0;
  let stream: ObjectStream | undefined;
  for await (const part of readObjects(repository, oids)) {
    bytes += part.bytes.length;
    // Most objects come in one part and are scanned where they lie.
    if (part.first && !part.last) stream = scanner.begin();
    if (!part.first || !part.last) stream!.push(part.bytes);
    if (!part.last) continue;
    const findings = part.first ? scanner.scan(part.bytes) : stream!.end();
    objects += 1;
    if (findings.known.length > 0) found.set(part.oid, { ...findings, type: part.type });
  }
  return { found, objects, bytes };
}
