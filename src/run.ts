import { findingsOf, type Located } from './findings.ts';
import type { Repository } from './git/process.ts';
import { incidentsOf } from './incidents.ts';
import type { Allowed } from './model/finding.ts';
import type { Oid, Skipped } from './model/object.ts';
import type { Pattern } from './model/pattern.ts';
import type { Coverage, Report } from './model/report.ts';
import { visible } from './model/visible.ts';
import { type Judgeable, judgeByPolicy, type Policy } from './policy/policy.ts';
import { problemOf } from './problem.ts';
import type { Detection } from './scan/detection.ts';
import type { Scanner } from './scan/scanner.ts';
import { type ScannedObject, type ScannedObjects, scanObjects } from './sources/scan-objects.ts';
import type { Origin, Source } from './sources/source.ts';

/** Whose policy counts. */
export interface Verdicts {
  readonly policy: Policy;
  /** What is scanned brings this one: told, but it does not count, and neither do comments. */
  readonly proposed?: Policy;
  /** Remarks on that. */
  readonly notes?: readonly string[];
}

/** The patterns of both policies in one list: a scanner tries all, and each policy is told of its own. */
export const patternsOf = ({ policy, proposed = policy }: Verdicts): readonly Pattern[] =>
  proposed === policy ? policy.patterns : [...policy.patterns, ...proposed.patterns];

/** The same findings for the policy that is proposed: its patterns stand behind those of the one that counts. */
function forProposed(all: readonly Judgeable[], { policy, proposed }: Verdicts): readonly Judgeable[] {
  if (proposed === policy) return all;
  const from = policy.patterns.length;
  return all.map((one) => ({
    ...one,
    matches: one.matches.filter((index) => index >= from).map((index) => index - from),
  }));
}

/** What a run works with. */
export interface Run extends Verdicts {
  readonly repository: Repository;
  /** With `patternsOf` the verdicts. */
  readonly scanner: Scanner;
}

/**
 * The pipeline: every object of the sources is read and scanned; what stood there before is taken away; what the
 * policy allows is set aside; the rest is reported.
 *
 * What could not be read to its last byte makes the report incomplete; what was found beside it is kept.
 */
export async function run(sources: readonly Source[], run: Run): Promise<Report> {
  const asked = [...new Set(sources.flatMap((source) => [...source.objects.keys()]))];
  const scanned = await scanObjects(run.scanner, run.repository, asked, run.policy.archives);

  const errors = [...scanned.errors];
  const located: Located[] = [];
  let compared = 0;
  for (const source of sources) {
    const detected = locate(source, scanned.found, run.scanner);
    if (detected.length === 0) continue;
    const old = await knownBefore(source, run);
    compared += old.objects;
    for (const error of old.errors) errors.push(error);
    for (const one of detected) if (isNew(one.detection, old.fingerprints)) located.push(one);
  }

  return {
    what: [...new Set(sources.map(({ what }) => what))].join(', '),
    complete: errors.length === 0 && scanned.objects === asked.length,
    failOn: run.policy.failOn,
    ...judged(located, run),
    skipped: sources.flatMap((source) => skippedIn(source, scanned, run.scanner)),
    errors: errors.map((error) => problemOf(error, run.scanner)),
    coverage: coverageOf(sources, asked.length, scanned, compared),
  };
}

/** Objects and texts alike: a message is read to its end, too. */
function coverageOf(
  sources: readonly Source[],
  asked: number,
  scanned: ScannedObjects,
  compared: number,
): Coverage {
  const texts = sources.flatMap((source) => source.texts);
  return {
    asked: asked + texts.length,
    scanned: scanned.objects + texts.length,
    bytes: texts.reduce((sum, { bytes }) => sum + bytes.length, scanned.bytes),
    compared,
  };
}

/** What the policy leaves, with every word that a user wrote into it made fit to be shown. */
function judged(
  located: readonly Located[],
  { scanner, ...verdicts }: Run,
): Pick<Report, 'findings' | 'allowed' | 'proposed' | 'notes' | 'policy'> {
  const { policy, proposed, notes: remarks = [] } = verdicts;
  const shown = shownBy(scanner);
  const fitToShow = (one: Allowed): Allowed => ({ ...one, by: shown(one.by), reason: shown(one.reason) });
  const all = findingsOf(located);
  const {
    findings,
    allowed,
    notes,
    policy: summary,
  } = judgeByPolicy(policy, all, {
    comments: proposed === undefined,
  });
  const left = new Set(findings.map(({ fingerprint }) => fingerprint));
  const stillJudged = all.filter(({ finding }) => left.has(finding.fingerprint));
  return {
    findings: incidentsOf(findings),
    allowed: allowed.map(fitToShow),
    proposed:
      proposed === undefined
        ? []
        : judgeByPolicy(proposed, forProposed(stillJudged, verdicts)).allowed.map(fitToShow),
    notes: [...remarks, ...notes].map(shown),
    policy: {
      ...summary,
      unused: summary.unused.map(shown),
      expired: summary.expired.map(shown),
    },
  };
}

/** All that was detected in a source, with the places of its objects, names and texts. */
function locate(
  source: Source,
  found: ReadonlyMap<string, ScannedObject>,
  scanner: Scanner,
): readonly Located[] {
  const shown = shownBy(scanner);
  const located: Located[] = [];
  for (const [oid, paths] of source.objects) {
    const object = found.get(oid);
    if (object === undefined) continue;
    const origins = paths.length > 0 ? paths.map((path) => ({ path })) : (source.locate?.().get(oid) ?? []);
    const places =
      origins.length > 0 ? origins.map((origin) => placeOf(origin, shown)) : [unplaced(oid, object)];
    for (const place of places) {
      const blob = object.type === 'blob' ? { blob: oid } : {};
      for (const detection of object.detections) located.push({ detection, ...place, ...blob });
      for (const { path, detections } of object.members) {
        const inside = { ...place, path: `${place.path}!${path.map(shown).join('!')}` };
        for (const detection of detections) located.push({ detection, ...inside, ...blob });
      }
    }
  }
  for (const name of suspiciousNames(source.names, scanner)) {
    for (const detection of scanner.scan(name).detections)
      located.push({ detection, path: `file name ${shown(name)}` });
  }
  for (const { label, bytes } of source.texts) {
    for (const detection of scanner.scan(bytes).detections) located.push({ detection, path: label });
  }
  // A rule that is for some files only is for nothing that is no file: no pattern for paths fits an empty one.
  return located.filter(({ detection, path, isFile }) =>
    scanner.appliesTo(detection.ruleId, isFile ? path : ''),
  );
}

const placeOf = ({ path, commit }: Partial<Origin>, shown: (path: Buffer) => string): Place => ({
  ...(path === undefined ? { path: 'commit message' } : { path: shown(path), isFile: true }),
  ...(commit === undefined ? {} : { commit }),
});

type Place = Pick<Located, 'path' | 'isFile' | 'commit'>;

/** An object that no commit of the range puts at a path: the commit or tag itself, or a folder's names. */
const unplaced = (oid: string, { type }: ScannedObject): Place =>
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

async function knownBefore(source: Source, { scanner, repository, policy }: Run) {
  const { objects: oids, names, texts } = source.before();
  const { found, objects, errors } = await scanObjects(scanner, repository, oids, policy.archives);
  const fingerprints = new Set([...found.values()].flatMap(({ known }) => known));
  for (const name of names) for (const one of scanner.scan(name).known) fingerprints.add(one);
  for (const text of texts) for (const one of scanner.scan(text).known) fingerprints.add(one);
  return { fingerprints, objects, errors };
}

function skippedIn(source: Source, scanned: ScannedObjects, scanner: Scanner): readonly Skipped[] {
  const shown = shownBy(scanner);
  const pathsOf = (oid: Oid) => (source.objects.get(oid) ?? []).map(shown);
  return [
    ...source.submodules.map((path) => ({ path: shown(path), reason: 'submodule' as const })),
    ...scanned.pointers.flatMap((oid) => pathsOf(oid).map((path) => ({ path, reason: 'git-lfs' as const }))),
    ...scanned.skippedMembers.flatMap(({ oid, path, reason }) => {
      if (!source.objects.has(oid)) return [];
      const outer = pathsOf(oid)[0] ?? `object ${oid.slice(0, 10)}`;
      return [{ path: [outer, ...path.map(shown)].join('!'), reason }];
    }),
  ];
}

/** A path or a user's words as they may be printed: no credential in them, nothing that moves a cursor. */
const shownBy =
  (scanner: Scanner) =>
  (quoted: string | Buffer): string =>
    visible(scanner.redact(quoted));

/** A pair is new when either half is. */
const isNew = ({ fingerprint, pairedWith }: Detection, known: ReadonlySet<string>): boolean =>
  !known.has(fingerprint) || (pairedWith !== undefined && !known.has(pairedWith.fingerprint));
