import type { History } from '../git/history.ts';
import { type OidList, OidSet, type Oids } from '../git/oid-list.ts';
import type { StoredObjects } from '../git/stored-objects.ts';
import { sumOfKinds } from '../model/kinds.ts';
import type { Oid } from '../model/object.ts';
import type { Kind, KnownObjects } from '../model/report.ts';
import type { ScannedObjects } from './scan-objects.ts';

/** Of a history those objects that are not known to be clean. */
export function unknownOf(history: History, stored: StoredObjects, clean: OidSet): Oids {
  if (clean.size === 0) return history.objects;
  const isClean = stored.marksOf(clean.list);
  const unknown = stored.listWhere((place) => history.hasAt(place) && isClean[place] === 0);
  for (const oid of history.later) if (!clean.has(oid)) unknown.add(oid);
  return unknown;
}

/**
 * What a scan of all that is stored tells of the history, which is a part of that: objects that nothing leads to are
 * read before that is known.
 *
 * @param clean what was known to be clean, and was not read
 */
export function partOfHistory(
  history: History,
  stored: StoredObjects,
  clean: OidSet,
  scanned: ScannedObjects,
): ScannedObjects {
  const unread = new OidSet();
  for (const oid of scanned.unread) if (history.has(oid)) unread.add(oid);
  const [read, known] = [new Sum(), new Sum()];
  const [isUnread, isClean] = [stored.marksOf(unread.list), stored.marksOf(clean.list)];
  for (let place = 0; place < stored.length; place++) {
    if (!history.hasAt(place) || isUnread[place] === 1) continue;
    const sum = isClean[place] === 1 ? known : read;
    sum.add(stored.typeAt(place)!, stored.sizeAt(place));
  }
  return {
    found: new Map([...scanned.found].filter(([oid]) => history.has(oid))),
    ...{ objects: read.objects, kinds: read.kinds, bytes: read.bytes },
    pointers: scanned.pointers.filter(history.has),
    linking: scanned.linking.filter(history.has),
    skippedMembers: scanned.skippedMembers.filter(({ oid }) => history.has(oid)),
    broken: scanned.broken.filter(({ oid }) => history.has(oid)),
    errors: scanned.errors,
    unread,
    known,
  };
}

class Sum implements KnownObjects {
  objects = 0;
  bytes = 0;
  readonly kinds: Partial<Record<Kind, number>> = {};

  add(kind: Kind, bytes: number): void {
    this.objects += 1;
    this.bytes += bytes;
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
  }
}

/** A scan of no object. */
export const nothingScanned = (): ScannedObjects => ({
  found: new Map(),
  objects: 0,
  kinds: {},
  bytes: 0,
  pointers: [],
  linking: [],
  skippedMembers: [],
  broken: [],
  errors: [],
  unread: new OidSet(),
});

/** What several scans of different objects tell together. */
export function together(all: readonly ScannedObjects[]): ScannedObjects {
  const unread = new OidSet();
  for (const one of all) for (const oid of one.unread) unread.add(oid);
  const sum = (numberOf: (one: ScannedObjects) => number) =>
    all.reduce((total, one) => total + numberOf(one), 0);
  return {
    found: new Map(all.flatMap(({ found }) => [...found])),
    objects: sum(({ objects }) => objects),
    kinds: sumOfKinds(all.map(({ kinds }) => kinds)),
    bytes: sum(({ bytes }) => bytes),
    pointers: all.flatMap(({ pointers }) => pointers),
    linking: all.flatMap(({ linking }) => linking),
    skippedMembers: all.flatMap(({ skippedMembers }) => skippedMembers),
    broken: all.flatMap(({ broken }) => broken),
    errors: all.flatMap(({ errors }) => errors),
    unread,
  };
}

/** The objects of which there is something to tell. */
export const toldIn = ({ found, pointers, linking, skippedMembers }: ScannedObjects): OidSet =>
  OidSet.from([...found.keys(), ...pointers, ...linking, ...skippedMembers.map(({ oid }) => oid)]);

/** The stored objects that were read, now or earlier, and in which there is nothing to tell. */
export function cleanOf(stored: StoredObjects, scanned: ScannedObjects): OidList {
  const isTold = stored.marksOf(toldIn(scanned).list);
  const isUnread = stored.marksOf(scanned.unread.list);
  return stored.listWhere((place) => isTold[place] === 0 && isUnread[place] === 0);
}

/**
 * The same of a history, in numbers, and the objects in which there is something.
 *
 * @param isBesideKept whether what is told beside what was found is kept: then only that is read again
 */
export function summaryOf(
  history: History,
  stored: StoredObjects,
  scanned: ScannedObjects,
  isBesideKept: boolean,
): { readonly known: KnownObjects; readonly told: readonly Oid[] } {
  const told = isBesideKept ? OidSet.from(scanned.found.keys()) : toldIn(scanned);
  const isTold = stored.marksOf(told.list);
  const known = new Sum();
  for (let place = 0; place < stored.length; place++) {
    if (history.hasAt(place) && isTold[place] === 0) known.add(stored.typeAt(place)!, stored.sizeAt(place));
  }
  const { objects, kinds, bytes } = known;
  return { known: { objects, kinds, bytes }, told: [...told].filter(history.has) };
}
