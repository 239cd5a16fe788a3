import { withExposures } from './findings/exposures.ts';
import { findingsOf, type Located } from './findings/findings.ts';
import { incidentsOf } from './findings/incidents.ts';
import { locate, originsIn, type Scanned, shownBy, skippedIn } from './findings/places.ts';
import { objectsAtOnce } from './git/object-reader.ts';
import type { Oids } from './git/oid-list.ts';
import type { Repository } from './git/process.ts';
import type { Allowed, Finding } from './model/finding.ts';
import { nothingKnown, sumOfKinds } from './model/kinds.ts';
import type { Skipped } from './model/object.ts';
import type { Coverage, Report } from './model/report.ts';
import { isUserError, type UserError } from './model/user-error.ts';
import { judgeByPolicy, type Policy } from './policy/policy.ts';
import { forProposed, type Verdicts } from './policy/verdicts.ts';
import { problemOf } from './problem.ts';
import type { Detection } from './scan/detection.ts';
import type { Scanner } from './scan/scanner.ts';
import { faultsOf, type ScannedObjects, scanObjects, scanParts, type Watch } from './sources/scan-objects.ts';
import type { Origins, Source } from './sources/source.ts';
import { unstagedRemarks } from './whose-policy/load.ts';

/** What a run works with. */
export interface Run extends Verdicts {
  readonly repository: Repository;
  /** With `patternsOf` the verdicts. */
  readonly scanner: Scanner;
  readonly watch?: Watch;
  /** What scans the objects of the sources; without it, the scanner does, one after the other. */
  readonly scanObjects?: (oids: Oids) => Promise<ScannedObjects>;
  /** Whether it is told also where nothing was found that another configuration lies unstaged. A hook says nothing then. */
  readonly alwaysTellsUnstaged?: boolean;
}

/**
 * The pipeline: every object of the sources is read and scanned; what stood there before is taken away; what the
 * policy allows is set aside; the rest is reported.
 *
 * What could not be read to its last byte makes the report incomplete; what was found beside it is kept.
 */
export async function run(sources: readonly Source[], run: Run): Promise<Report> {
  const [only, ...more] = sources;
  const asked: Oids =
    only !== undefined && more.length === 0
      ? only.objects
      : [...new Set(sources.flatMap((source) => [...source.objects]))];
  const { scanner, repository, policy, watch } = run;
  const read = (oids: Oids) => objectsAtOnce(repository, oids);
  const inTurn = (oids: Oids) => scanObjects(scanner, read, oids, policy.archives, watch);
  const objects = await (run.scanObjects ?? inTurn)(asked);
  const scanned: Scanned[] = [];
  for (const source of sources) scanned.push({ source, objects, ...(await contentsOf(source, run)) });

  const all = [objects, ...scanned.flatMap(({ contents }) => contents ?? [])];
  const errors = all.flatMap(faultsOf);
  const asks = run.watch?.signal?.aborted !== true;
  const skipped: Skipped[] = [];
  const located: Located[] = [];
  let compared = 0;
  for (const one of scanned) {
    const origins = await originsIn(one, asks).catch((error): Origins => {
      if (!isUserError(error)) throw error;
      // What git cannot say of the places takes no finding away.
      errors.push(error);
      return { of: new Map(), isUnknown: true };
    });
    for (const skip of skippedIn(one, run.scanner, origins)) if (!isTold(skip, skipped)) skipped.push(skip);
    const detected = locate(one, run.scanner, origins);
    if (detected.length === 0) continue;
    // What git cannot say of what stood there before takes no finding away either.
    const old = await knownBefore(one.source, run).catch(asProblem);
    compared += old.objects;
    for (const error of old.errors) errors.push(error);
    for (const found of detected) if (isNew(found.detection, old.fingerprints)) located.push(found);
  }

  const said = judged(located, run);
  const exposed = await withExposures(said, located, sources).catch((error) => {
    if (!isUserError(error)) throw error;
    // The findings are told all the same, without how long they could be read.
    errors.push(error);
    return said;
  });

  const coverage = coverageOf(sources, asked.length, all, compared);
  return {
    what: [...new Set(sources.map(({ what }) => what))].join(', '),
    complete: errors.length === 0 && coverage.scanned === coverage.asked,
    failOn: run.policy.failOn,
    ...exposed,
    skipped,
    errors: distinct(errors).map((error) => problemOf(error, (text) => run.scanner.redact(text))),
    coverage,
  };
}

/** Whoever asks on after an interruption is told of it again. */
const distinct = (errors: readonly Error[]): readonly Error[] => [
  ...new Map(errors.map((error) => [error.message, error])).values(),
];

/** Both what a merge brings and what is staged in it may name a submodule. */
const isTold = ({ path, reason }: Skipped, all: readonly Skipped[]): boolean =>
  reason === 'submodule' && all.some((one) => one.reason === reason && one.path === path);

/** What is no object of git is read by the source itself. */
async function contentsOf(
  { contents }: Source,
  { scanner, policy, watch }: Run,
): Promise<Pick<Scanned, 'contents'>> {
  if (contents === undefined) return {};
  return { contents: await scanParts(scanner, contents.read(), policy.archives, watch) };
}

/** Objects, files and texts alike: a message is read to its end, too. */
function coverageOf(
  sources: readonly Source[],
  asked: number,
  scanned: readonly ScannedObjects[],
  compared: number,
): Coverage {
  const texts = sources.flatMap((source) => source.texts);
  const refs = sources.flatMap((source) => source.refs ?? []);
  const [{ known = nothingKnown }, ...contents] = scanned as [ScannedObjects, ...ScannedObjects[]];
  const bytes = [
    ...texts.map((text) => text.bytes.length),
    ...scanned.map((part) => part.bytes),
    known.bytes,
  ];
  return {
    // Files are asked for as they are come across: each of them is read, or told as an error.
    asked:
      asked +
      known.objects +
      texts.length +
      contents.reduce((sum, part) => sum + part.objects + faultsOf(part).length, 0),
    scanned: known.objects + texts.length + scanned.reduce((sum, part) => sum + part.objects, 0),
    bytes: bytes.reduce((sum, number) => sum + number, 0),
    compared,
    kinds: sumOfKinds([
      known.kinds,
      ...scanned.map(({ kinds }) => kinds),
      texts.length === 0 ? {} : { text: texts.length },
    ]),
    ...(known.objects === 0 ? {} : { known: known.objects }),
    ...(refs.length === 0 ? {} : { refs: refs.reduce((sum, number) => sum + number) }),
  };
}

/** What the policy leaves, with every word that a user wrote into it made fit to be shown. */
function judged(
  located: readonly Located[],
  { scanner, repository, alwaysTellsUnstaged = false, ...verdicts }: Run,
): Pick<Report, 'findings' | 'allowed' | 'proposed' | 'allowing' | 'notes' | 'policy'> {
  const { policy, proposed, allowing, notes: remarks = [] } = verdicts;
  const shown = shownBy(scanner);
  const described = describedBy(shown);
  const fitToShow = (one: Allowed): Allowed => ({
    ...one,
    finding: described(one.finding),
    by: shown(one.by),
    reason: shown(one.reason),
  });
  const all = findingsOf(located);
  const {
    findings,
    allowed,
    notes,
    policy: summary,
  } = judgeByPolicy(policy, all, {
    comments: proposed === undefined,
  });
  const unstaged = findings.length > 0 || alwaysTellsUnstaged ? unstagedRemarks(repository, policy) : [];
  const left = new Set(findings.map(({ fingerprint }) => fingerprint));
  const stillJudged = all.filter(({ finding }) => left.has(finding.fingerprint));
  return {
    findings: incidentsOf(findings).map(described),
    allowed: allowed.map(fitToShow),
    proposed:
      proposed === undefined
        ? []
        : judgeByPolicy(proposed, forProposed(stillJudged, verdicts)).allowed.map(fitToShow),
    ...allowingBy(policy, allowing, shown),
    notes: [...remarks, ...unstaged, ...notes].map(shown),
    policy: {
      ...summary,
      unused: summary.unused.map(shown),
      expired: summary.expired.map(shown),
    },
  };
}

/** With what the rule is called; a thousand findings may be of one. */
function describedBy(shown: (text: string) => string): (finding: Finding) => Finding {
  const known = new Map<string, string>();
  return (finding) => {
    const description = known.get(finding.description) ?? shown(finding.description);
    known.set(finding.description, description);
    return { ...finding, description };
  };
}

/** Which file a false positive is allowed by, where it is not simply the one of the repository. */
function allowingBy(
  { isNamed, written }: Policy,
  allowing: string | undefined,
  shown: (text: string) => string,
): Pick<Report, 'allowing'> {
  if (isNamed && written !== undefined)
    return {
      allowing: `a false positive by its kh1: number in ${shown(written.file)}, which --config names.`,
    };
  return allowing === undefined ? {} : { allowing };
}

/** What stood there before a change, and what of it could not be read. */
interface Known {
  readonly fingerprints: ReadonlySet<string>;
  readonly objects: number;
  readonly errors: readonly UserError[];
}

async function knownBefore(source: Source, { scanner, repository, policy }: Run): Promise<Known> {
  const { objects: oids, names, texts } = await source.before();
  const read = (oids: Oids) => objectsAtOnce(repository, oids);
  const old = await scanObjects(scanner, read, oids, policy.archives);
  const { found, objects } = old;
  const fingerprints = new Set([...found.values()].flatMap(({ known }) => known));
  for (const name of names) for (const one of scanner.scan(name).known) fingerprints.add(one);
  for (const text of texts) for (const one of scanner.scan(text).known) fingerprints.add(one);
  return { fingerprints, objects, errors: faultsOf(old) };
}

function asProblem(error: unknown): Known {
  if (!isUserError(error)) throw error;
  return { fingerprints: new Set(), objects: 0, errors: [error] };
}

/** A pair is new when either half is. */
const isNew = ({ fingerprint, pairedWith }: Detection, known: ReadonlySet<string>): boolean =>
  !known.has(fingerprint) || (pairedWith !== undefined && !known.has(pairedWith.fingerprint));
