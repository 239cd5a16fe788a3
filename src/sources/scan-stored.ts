import type { ObjectType } from '../git/cat-file-parser.ts';
import type { History } from '../git/history.ts';
import { OidList, OidSet, type Oids } from '../git/oid-list.ts';
import type { StoredObjects } from '../git/stored-objects.ts';
import type { Oid } from '../model/object.ts';
import type { ScannedObjects } from './scan-objects.ts';

/** Of the stored objects those that are not known to be clean, in their order. */
export function unknownOf(stored: StoredObjects, clean: OidSet): Oids {
  if (clean.size === 0) return stored;
  const unknown = new OidList();
  for (const oid of stored) if (!clean.has(oid)) unknown.add(oid);
  return unknown;
}

/**
 * What a scan of all that is stored tells of the history, which is a part of that: objects that nothing leads to are
 * read before that is known.
 *
 * @param scanned the stored objects, but for those that are known to be clean
 */
export function partOfHistory(
  history: History,
  stored: StoredObjects,
  clean: OidSet,
  scanned: ScannedObjects,
): ScannedObjects {
  const unread = new OidSet();
  for (const oid of scanned.unread) if (history.has(oid)) unread.add(oid);
  const kinds: Partial<Record<ObjectType, number>> = {};
  let [objects, bytes, known] = [0, 0, 0];
  for (const oid of history.objects) {
    const index = stored.indexOf(oid);
    const type = index === -1 ? undefined : stored.typeAt(index);
    if (type === undefined || unread.has(oid)) continue;
    objects += 1;
    bytes += stored.sizeAt(index);
    kinds[type] = (kinds[type] ?? 0) + 1;
    if (clean.has(oid)) known += 1;
  }
  return {
    found: new Map([...scanned.found].filter(([oid]) => history.has(oid))),
    objects,
    kinds,
    bytes,
    pointers: scanned.pointers.filter(history.has),
    skippedMembers: scanned.skippedMembers.filter(({ oid }) => history.has(oid)),
    broken: scanned.broken.filter(({ oid }) => history.has(oid)),
    errors: scanned.errors,
    unread,
    known,
  };
}

/** What several scans of different objects tell together. */
export function together(all: readonly ScannedObjects[]): ScannedObjects {
  const kinds: Partial<Record<keyof ScannedObjects['kinds'], number>> = {};
  const unread = new OidSet();
  for (const one of all) {
    for (const [kind, number] of Object.entries(one.kinds) as [keyof typeof kinds, number][])
      kinds[kind] = (kinds[kind] ?? 0) + number;
    for (const oid of one.unread) unread.add(oid);
  }
  const sum = (numberOf: (one: ScannedObjects) => number) =>
    all.reduce((total, one) => total + numberOf(one), 0);
  return {
    found: new Map(all.flatMap(({ found }) => [...found])),
    objects: sum(({ objects }) => objects),
    kinds,
    bytes: sum(({ bytes }) => bytes),
    pointers: all.flatMap(({ pointers }) => pointers),
    skippedMembers: all.flatMap(({ skippedMembers }) => skippedMembers),
    broken: all.flatMap(({ broken }) => broken),
    errors: all.flatMap(({ errors }) => errors),
    unread,
    known: sum(({ known = 0 }) => known),
  };
}

/** The stored objects that were read and in which there is nothing to tell, known ones included. */
export function cleanOf(
  stored: StoredObjects,
  { found, pointers, skippedMembers, unread }: ScannedObjects,
): OidList {
  const told = new Set<Oid>([...found.keys(), ...pointers, ...skippedMembers.map(({ oid }) => oid)]);
  const clean = new OidList();
  for (const oid of stored) if (!told.has(oid) && !unread.has(oid)) clean.add(oid);
  return clean;
}
