import { findingsOf, type Located } from './findings.ts';
import type { Repository } from './git/process.ts';
import type { Report } from './model/report.ts';
import { decodeBytes, visible } from './model/visible.ts';
import { judgeByPolicy, type Policy } from './policy/policy.ts';
import type { Detection } from './scan/detection.ts';
import type { Scanner } from './scan/scanner.ts';
import { type ScannedObject, scanObjects } from './sources/scan-objects.ts';
import type { Origin, Source } from './sources/source.ts';

/** What a run works with. */
export interface Run {
  readonly repository: Repository;
  readonly scanner: Scanner;
  readonly policy: Policy;
}

/**
 * The pipeline: every object of the sources is read and scanned; what stood there before is taken away; what the
 * policy allows is set aside; the rest is reported.
 *
 * @throws UserError when anything could not be read to its last byte. There is no half clean.
 */
export async function run(sources: readonly Source[], run: Run): Promise<Report> {
  const asked = [...new Set(sources.flatMap((source) => [...source.objects.keys()]))];
  const { found, objects, bytes } = await scanObjects(run.scanner, run.repository, asked);

  const located: Located[] = [];
  let compared = 0;
  for (const source of sources) {
    const detected = locate(source, found, run.scanner);
    if (detected.length === 0) continue;
    const old = await knownBefore(source, run);
    compared += old.objects;
    located.push(...detected.filter(({ detection }) => isNew(detection, old.fingerprints)));
  }

  const { policy } = run;
  return {
    what: [...new Set(sources.map(({ what }) => what))].join(', '),
    complete: objects === asked.length,
    failOn: policy.failOn,
    ...judgeByPolicy(policy, findingsOf(located)),
    skipped: sources.flatMap(({ skipped }) => skipped),
    coverage: { asked: asked.length, scanned: objects, bytes, compared },
  };
}

/** All that was detected in a source, with the places of its objects, names and texts. */
function locate(
  source: Source,
  found: ReadonlyMap<string, ScannedObject>,
  scanner: Scanner,
): readonly Located[] {
  const shown = (path: Buffer) => visible(scanner.redact(decodeBytes(path)));
  const located: Located[] = [];
  for (const [oid, paths] of source.objects) {
    const object = found.get(oid);
    if (object === undefined) continue;
    const origins = paths.length > 0 ? paths.map((path) => ({ path })) : (source.locate?.().get(oid) ?? []);
    const places =
      origins.length > 0 ? origins.map((origin) => placeOf(origin, shown)) : [unplaced(oid, object)];
    for (const place of places) {
      for (const detection of object.detections)
        located.push({ detection, ...place, ...(object.type === 'blob' ? { blob: oid } : {}) });
    }
  }
  for (const name of suspiciousNames(source.names, scanner)) {
    for (const detection of scanner.scan(name).detections)
      located.push({ detection, path: `file name ${shown(name)}` });
  }
  for (const { label, bytes } of source.texts) {
    for (const detection of scanner.scan(bytes).detections) located.push({ detection, path: label });
  }
  return located;
}

const placeOf = ({ path, commit }: Partial<Origin>, shown: (path: Buffer) => string) => ({
  path: path === undefined ? 'commit message' : shown(path),
  ...(commit === undefined ? {} : { commit }),
});

/** An object that no commit of the range puts at a path: the commit or tag itself, or a folder's names. */
const unplaced = (oid: string, { type }: ScannedObject) =>
  ({
    commit: { path: 'commit message', commit: oid },
    tag: { path: `message of tag ${oid.slice(0, 10)}` },
    tree: { path: 'file name' },
    blob: { path: `object ${oid.slice(0, 10)}` },
  })[type];

/** Names in which something is found; one look at all of them spares a look at each. */
function suspiciousNames(names: readonly Buffer[], scanner: Scanner): readonly Buffer[] {
  const together = Buffer.concat(names.flatMap((name) => [name, Buffer.from('\n')]));
  return scanner.scan(together).suspicious ? names : [];
}

async function knownBefore(source: Source, { scanner, repository }: Run) {
  const { objects: oids, names } = source.before();
  const fingerprints = new Set(names.flatMap((name) => scanner.scan(name).known));
  if (oids.length === 0) return { fingerprints, objects: 0 };
  const { found, objects } = await scanObjects(scanner, repository, oids);
  for (const { known } of found.values()) for (const fingerprint of known) fingerprints.add(fingerprint);
  return { fingerprints, objects };
}

/** A pair is new when either half is. */
const isNew = ({ fingerprint, pairedWith }: Detection, known: ReadonlySet<string>): boolean =>
  !known.has(fingerprint) || (pairedWith !== undefined && !known.has(pairedWith.fingerprint));
