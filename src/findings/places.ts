import { asLines } from '../model/joined.ts';
import type { Oid, Skipped } from '../model/object.ts';
import { visible } from '../model/visible.ts';
import type { Scanner } from '../scan/scanner.ts';
import type { ScannedObject, ScannedObjects } from '../sources/scan-objects.ts';
import { type FoundObject, type Origin, type Origins, ofSource, type Source } from '../sources/source.ts';
import type { Located } from './findings.ts';

/** What was found in a source. */
export interface Scanned {
  readonly source: Source;
  readonly objects: ScannedObjects;
  /** Of its contents that are no objects. */
  readonly contents?: ScannedObjects;
}

/** All that was detected in a source, with the places of its objects, contents, names and texts. */
export function locate(
  scanned: Scanned,
  scanner: Scanner,
  { of: origins, names = [], isUnknown }: Origins,
): readonly Located[] {
  const { source } = scanned;
  const shown = shownBy(scanner);
  const located = inNames(names, scanner);
  const named = new Set(located.map(({ detection }) => detection.fingerprint));
  for (const [oid, found] of foundIn(scanned)) {
    const object = found.type === 'tree' ? without(named, found) : found;
    const places = (origins.get(oid) ?? [undefined]).map((origin) =>
      origin === undefined ? unplaced(oid, object) : placeOf(origin, shown),
    );
    const blob = object.type === 'blob' ? { blob: oid } : {};
    for (const place of places)
      addAll(located, object, { ...place, ...blob, holder: { object: oid } }, shown);
  }
  for (const [key, object] of scanned.contents?.found ?? []) {
    const { path, isFile, fromTop, lineOf } = source.contents!.placeOf(key);
    const place = {
      path: shown(path),
      ...(isFile ? { isFile } : {}),
      ...(fromTop === undefined ? {} : { fromTop: shown(fromTop) }),
    };
    addAll(located, lineOf === undefined ? object : withLines(object, lineOf), place, shown);
  }
  const told = new Set(names.map(({ path }) => path!.toString('latin1')));
  if (isSuspicious(source.names, scanner))
    for (const name of source.names.filter((one) => !told.has(one.toString('latin1'))))
      for (const detection of inWords(name, scanner))
        located.push({
          detection,
          ...nameOf(name, shown, source.contents?.placeOf(name.toString('latin1')).fromTop),
        });
  for (const { label, bytes } of source.texts) {
    for (const detection of inWords(bytes, scanner)) located.push({ detection, path: label });
  }
  // A rule that is for some files only is for nothing that is no file: no pattern for paths fits an empty one.
  const counting = located.filter(
    ({ detection, path, isFile, fromTop = path, blob }) =>
      // A blob of which nobody knows the path may be such a file.
      (isUnknown && blob !== undefined && !isFile) || scanner.counts(detection, isFile ? fromTop : ''),
  );
  return source.isApart ? counting.map((one) => ({ ...one, isApart: true as const })) : counting;
}

/** What stands in a name or a text, which are no files: what counts only in some files does not count there. */
const inWords = (bytes: Uint8Array, scanner: Scanner): readonly Located['detection'][] =>
  scanner.scan(bytes).detections.filter(({ inFiles }) => !inFiles);

/** What stands in these names. Most of them are harmless, and many are alike. */
function inNames(names: readonly Origin[], scanner: Scanner): Located[] {
  const shown = shownBy(scanner);
  const lastNames = names.map(({ path }) => nameIn(path!));
  if (!isSuspicious(lastNames, scanner)) return [];
  const detectionsIn = new Map<string, readonly Located['detection'][]>();
  return names.flatMap(({ path, ...origin }, at) => {
    const key = lastNames[at]!.toString('latin1');
    const detections = detectionsIn.get(key) ?? inWords(lastNames[at]!, scanner);
    detectionsIn.set(key, detections);
    if (detections.length === 0) return [];
    const place = { ...placeOf(origin, shown), ...nameOf(path!, shown) };
    const holder = { path: path!.toString('latin1') };
    return detections.map((detection) => ({ detection, ...place, holder }));
  });
}

/** The name of a file or folder stands at its path, for a policy, too. */
const nameOf = (path: Buffer, shown: (path: Buffer) => string, fromTop = path) => ({
  path: `file name ${shown(path)}`,
  isFile: true as const,
  isName: true as const,
  fromTop: shown(fromTop),
});

/** What was found in a folder and is not told by its path already. */
const without = (told: ReadonlySet<string>, tree: ScannedObject): ScannedObject => ({
  ...tree,
  detections: tree.detections.filter(({ fingerprint }) => !told.has(fingerprint)),
});

/** The objects of a source in which something was found. */
function* foundIn({ source, objects }: Scanned): Generator<[Oid, ScannedObject]> {
  for (const oid of ofSource(source, objects.found.keys())) yield [oid, objects.found.get(oid)!];
}

/**
 * Where the objects came in in which something was found, or of which something was not read.
 *
 * @param asks whether there is time to ask for those that the source does not name itself
 */
export async function originsIn(scanned: Scanned, asks: boolean): Promise<Origins> {
  const { source, objects } = scanned;
  const linking = ofSource(source, objects.linking);
  // Both ask git for the whole history, and wait for it more than they work.
  const [submodules, places] = await Promise.all([
    linking.length > 0 && asks ? source.submodulesIn?.(linking) : undefined,
    placesIn(scanned, asks),
  ]);
  return { ...places, ...(submodules === undefined ? {} : { submodules }) };
}

async function placesIn(scanned: Scanned, asks: boolean): Promise<Origins> {
  const { source } = scanned;
  const wanted = new Map(
    [...foundIn(scanned)].map(([oid, { type }]): [Oid, FoundObject] => [oid, { oid, type }]),
  );
  const known = new Map<Oid, readonly Origin[]>();
  for (const oid of ofSource(source, scanned.objects.pointers)) wanted.set(oid, { oid, type: 'blob' });
  const archives = ofSource(
    source,
    scanned.objects.skippedMembers.map(({ oid }) => oid),
  );
  const unplaced = archives.filter((oid) => !wanted.has(oid));
  // Of an archive a path will do, which takes less time than where it came in.
  const paths = unplaced.length > 0 && asks ? await source.pathsOfArchives?.(unplaced) : undefined;
  for (const oid of unplaced) {
    const path = paths?.get(oid);
    if (path === undefined) wanted.set(oid, { oid, type: 'blob' });
    else known.set(oid, [{ path }]);
  }
  const others: FoundObject[] = [];
  for (const one of wanted.values()) {
    const there = source.pathsOf(one.oid);
    if (there.length === 0) others.push(one);
    else
      known.set(
        one.oid,
        there.map((path) => ({ path })),
      );
  }
  if (others.length === 0 || source.locate === undefined || !asks) return { of: known };
  const { of, names = [] } = await source.locate(others);
  return { of: new Map([...known, ...of]), names };
}

/** The objects of a source of which something was not read. */
const skippedOf = ({ source, objects: { pointers, skippedMembers } }: Scanned): readonly Oid[] =>
  ofSource(source, [...pointers, ...skippedMembers.map(({ oid }) => oid)]);

const slash = 0x2f;
const nameIn = (path: Buffer): Buffer => path.subarray(path.lastIndexOf(slash) + 1);

function addAll(
  located: Located[],
  { detections, members }: ScannedObject,
  place: Omit<Located, 'detection'>,
  shown: (path: Buffer) => string,
): void {
  for (const detection of detections) located.push({ detection, ...place });
  for (const { path, detections: inside } of members) {
    const member = `!${path.map(shown).join('!')}`;
    const { fromTop } = place;
    const there = {
      ...place,
      path: place.path + member,
      archive: place.fromTop ?? place.path,
      ...(fromTop === undefined ? {} : { fromTop: fromTop + member }),
    };
    for (const detection of inside) located.push({ detection, ...there });
  }
}

/** The same at the lines of the file that the content is a part of. */
function withLines(object: ScannedObject, lineOf: (line: number) => number): ScannedObject {
  const detections = object.detections.map((detection) => {
    const { line, pairedWith, why } = detection;
    return {
      ...detection,
      line: lineOf(line),
      why: why.map((words) => words.replace(/(?<= on line )\d+$/, (other) => `${lineOf(Number(other))}`)),
      ...(pairedWith === undefined ? {} : { pairedWith: { ...pairedWith, line: lineOf(pairedWith.line) } }),
    };
  });
  return { ...object, detections };
}

type Place = Pick<Located, 'path' | 'isFile' | 'fromTop' | 'commit' | 'author' | 'time'>;

const placeOf = (
  { path, ref, commit, author, time, words }: Origin,
  shown: (path: Buffer) => string,
): Place => ({
  ...(path === undefined
    ? { path: words ?? 'commit message' }
    : ref === undefined
      ? { path: shown(path), isFile: true as const }
      : // As git show takes it.
        { path: `${shown(ref)}:${shown(path)}`, isFile: true as const, fromTop: shown(path) }),
  ...(commit === undefined ? {} : { commit }),
  ...(author === undefined ? {} : { author: shown(author) }),
  ...(time === undefined ? {} : { time }),
});

/** An object that no commit of the range puts at a path: the commit or tag itself, or a folder's names. */
const unplaced = (oid: string, { type }: ScannedObject): Place =>
  ({
    commit: { path: 'commit message', commit: oid },
    tag: { path: `message of tag ${oid.slice(0, 10)}` },
    tree: { path: 'file name' },
    blob: { path: `object ${oid.slice(0, 10)}` },
    file: { path: oid },
  })[type];

/** Whether something may be found in names; one look at all of them spares a look at each. */
const isSuspicious = (names: readonly Buffer[], scanner: Scanner): boolean =>
  scanner.scan(asLines(names)).suspicious;

/** What of a source was deliberately not read, and where it stands. */
export function skippedIn(scanned: Scanned, scanner: Scanner, origins: Origins): readonly Skipped[] {
  const { source, contents } = scanned;
  const shown = shownBy(scanner);
  const ofObjects = skippedObjects(scanned, shown, origins);
  const placeOfContent = (key: string) => shown(source.contents!.placeOf(key).path);
  return [
    ...distinct([...source.submodules, ...(origins.submodules ?? [])]).map((path) => ({
      path: shown(path),
      reason: 'submodule' as const,
    })),
    ...ofObjects,
    ...(contents?.pointers ?? []).map((key) => ({ path: placeOfContent(key), reason: 'git-lfs' as const })),
    ...(contents?.skippedMembers ?? []).map(({ oid, path, reason }) => ({
      path: [placeOfContent(oid), ...path.map(shown)].join('!'),
      reason,
    })),
    ...(source.contents?.skipped ?? []).map(({ path, reason }) => ({ path: shown(path), reason })),
  ];
}

const distinct = (paths: readonly Buffer[]): readonly Buffer[] => [
  ...new Map(paths.map((path) => [path.toString('latin1'), path])).values(),
];

function skippedObjects(
  scanned: Scanned,
  shown: (path: Buffer) => string,
  { of: origins }: Origins,
): readonly Skipped[] {
  const { pointers, skippedMembers } = scanned.objects;
  const isOfSource = new Set(skippedOf(scanned));
  const placesOf = (oid: Oid): readonly string[] => {
    if (!isOfSource.has(oid)) return [];
    const paths = (origins.get(oid) ?? []).flatMap(({ path }) => path ?? []);
    return paths.length === 0 ? [`object ${oid.slice(0, 10)}`] : [...new Set(paths.map(shown))];
  };
  const all: Skipped[] = [
    ...pointers.flatMap((oid) => placesOf(oid).map((path) => ({ path, reason: 'git-lfs' as const }))),
    ...skippedMembers.flatMap(({ oid, path, reason }) =>
      placesOf(oid)
        .slice(0, 1)
        .map((outer) => ({ path: [outer, ...path.map(shown)].join('!'), reason })),
    ),
  ];
  // Objects come in another order when only some are read.
  return all.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** A path or a user's words as they may be printed: no credential in them, nothing that moves a cursor. */
export const shownBy =
  (scanner: Scanner) =>
  (quoted: string | Buffer): string =>
    visible(scanner.redact(quoted));
