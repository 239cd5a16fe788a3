/** Where an audit's JSON report and the truth part, in words; nothing where they agree. */
import type { TrueExposure } from './slow-exposure.ts';
import type { Coverage, SlowTruth, Spot } from './slow-truth.ts';

interface Place {
  readonly fingerprint: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly blob?: string;
  readonly commit?: string;
  readonly author?: string;
  readonly date?: string;
}

type Moment = Required<Pick<Place, 'commit' | 'author' | 'date'>>;

interface ToldExposure {
  readonly first: Moment;
  readonly last: Moment;
  readonly gone?: Moment;
  readonly reintroduced: number;
  readonly isAtHead: boolean;
  readonly days: number;
  readonly refs: readonly string[];
  readonly isPushed: boolean;
}

interface ToldFinding {
  readonly fingerprint: string;
  readonly severity: string;
  readonly exposure?: ToldExposure;
  readonly appearances: readonly Place[];
}

interface Told {
  readonly complete: boolean;
  readonly findings: readonly ToldFinding[];
  readonly allowed: readonly ToldFinding[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly errors: readonly unknown[];
  readonly coverage: Coverage;
}

export function differences(report: string, truth: SlowTruth): string[] {
  const told: Told = JSON.parse(report);
  if (!told.complete) return [`the audit is not complete: ${JSON.stringify(told.errors)}`];
  return [
    ...inCoverage(told, truth),
    ...inFingerprints(told, truth),
    ...inPlaces(told, truth),
    ...told.findings.flatMap((finding) => [
      ...unlike(
        `${finding.fingerprint}: severity`,
        finding.severity,
        truth.severities.get(finding.fingerprint),
      ),
      ...inExposure(finding, truth),
    ]),
  ];
}

function inCoverage({ coverage, skipped }: Told, truth: SlowTruth): string[] {
  const { asked, scanned, bytes, kinds, refs } = coverage;
  const pointers = skipped.filter(({ reason }) => reason === 'git-lfs').map(({ path }) => path);
  return [
    ...unlike('objects asked for', asked, truth.coverage.asked),
    ...unlike('objects scanned', scanned, truth.coverage.scanned),
    ...unlike('bytes', bytes, truth.coverage.bytes),
    ...unlike('kinds', sorted(Object.entries(kinds)), sorted(Object.entries(truth.coverage.kinds))),
    ...unlike('refs', refs, truth.coverage.refs),
    ...unlike('what was not read', sorted(pointers), sorted(truth.pointers)),
  ];
}

function inFingerprints({ findings, allowed }: Told, { severities }: SlowTruth): string[] {
  const told = new Set(
    [...findings, ...allowed].flatMap(({ fingerprint, appearances }) => [
      fingerprint,
      ...appearances.map((place) => place.fingerprint),
    ]),
  );
  return [
    ...[...severities.keys()].filter((one) => !told.has(one)).map((one) => `${one} is not told`),
    ...[...told].filter((one) => !severities.has(one)).map((one) => `${one} is nowhere`),
  ];
}

/** Every place that must be told is, once, and no other is. */
function inPlaces({ findings, allowed }: Told, truth: SlowTruth): string[] {
  const left = new Map<string, Place[]>();
  for (const [isAllowed, some] of [[false, findings] as const, [true, allowed] as const])
    for (const place of some.flatMap(({ appearances }) => appearances)) {
      const key = keyOf({ ...place, isAllowed }, place.path, place.commit);
      left.set(key, [...(left.get(key) ?? []), place]);
    }
  const wrong: string[] = [];
  const due = new Map(
    truth.spots.map((spot) => [`${keyOf(spot, spot.paths[0]!, '')} ${spot.commits}`, spot]),
  );
  for (const spot of due.values()) {
    const candidates = spot.paths.flatMap((path) => left.get(keyOf(spot, path, spot.commits[0])) ?? []);
    const place = candidates.find(({ commit }) =>
      commit === undefined ? spot.commits.length === 0 : spot.commits.includes(commit),
    );
    if (place === undefined) {
      wrong.push(`not told: ${JSON.stringify(spot)}, but ${JSON.stringify(candidates)}`);
      continue;
    }
    const key = keyOf(spot, place.path, place.commit);
    left.set(
      key,
      left.get(key)!.filter((one) => one !== place),
    );
    if (place.commit !== undefined) wrong.push(...inMoment(place as Moment, truth));
  }
  // What only trees together hold, or trees of no commit, has no place that the truth knows.
  const placed = new Set(truth.spots.map(({ fingerprint }) => fingerprint));
  const isOfTree = ({ fingerprint, path, commit, blob }: Place) =>
    commit === undefined &&
    blob === undefined &&
    (/^(?:file name$|(?:file name|object of|dangling object) )/.test(path) || !placed.has(fingerprint));
  const unfounded = [...left.values()].flat().filter((place) => !isOfTree(place));
  return [...wrong, ...unfounded.map((place) => `told, but not so: ${JSON.stringify(place)}`)];
}

/** What the same words are said of; commit messages are many. */
const keyOf = (
  { fingerprint, isAllowed, line, column, blob }: Omit<Spot, 'paths' | 'commits'>,
  path: string,
  commit: string | undefined,
): string =>
  [fingerprint, isAllowed, line, column, blob, path, path === 'commit message' ? commit : ''].join('\n');

function inExposure({ fingerprint, exposure }: ToldFinding, truth: SlowTruth): string[] {
  const due = truth.exposures.get(fingerprint);
  const name = (what: string) => `${fingerprint}: ${what}`;
  if (exposure === undefined || due === undefined)
    return unlike(name('exposure'), exposure !== undefined, due !== undefined);
  const { first, last, gone, reintroduced, isAtHead, days, refs, isPushed } = exposure;
  return [
    ...oneOf(name('first'), first.commit, due.first),
    ...oneOf(name('last'), last.commit, due.last),
    ...(gone === undefined
      ? unlike(name('gone'), undefined, due.gone[0])
      : oneOf(name('gone'), gone.commit, due.gone)),
    ...[first, last, gone].flatMap((moment) => (moment === undefined ? [] : inMoment(moment, truth))),
    ...unlike(name('reintroduced'), reintroduced, due.reintroduced),
    ...unlike(name('isAtHead'), isAtHead, due.isAtHead),
    ...oneOf(name('days'), days, daysOf(due)),
    ...inRefs(name('refs'), refs, due.refs, truth),
    ...unlike(
      name('isPushed'),
      isPushed,
      due.refs.some((ref) => ref.startsWith('refs/remotes/')),
    ),
  ];
}

/** It may have turned midnight since. */
const daysOf = ({ from, to }: TrueExposure): number[] =>
  (to === undefined ? [Date.now() - 3_600_000, Date.now()] : [to * 1000]).map((end) =>
    Math.max(0, Math.floor((end / 1000 - from) / 86_400)),
  );

/** A name in which nothing is found may stand as it is. */
function inRefs(
  name: string,
  told: readonly string[],
  due: readonly string[],
  { shown }: SlowTruth,
): string[] {
  const same =
    told.length === due.length && told.every((ref, at) => ref === due[at] || ref === shown(due[at]!));
  return same ? [] : unlike(name, told, due);
}

/** Whose commit it was, and when. */
function inMoment({ commit, author, date }: Moment, { authors, shown }: SlowTruth): string[] {
  const due = authors.get(commit)!;
  const time = new Date(due.time * 1000).toISOString().replace('.000Z', 'Z');
  return [
    ...unlike(`author of ${commit}`, author, shown(due.author)),
    ...unlike(`date of ${commit}`, date, time),
  ];
}

const oneOf = <Value>(what: string, told: Value, due: readonly Value[]): string[] =>
  due.includes(told) ? [] : [`${what}: ${told}, not ${due.join(' or ')}`];

function unlike(what: string, told: unknown, due: unknown): string[] {
  const [a, b] = [JSON.stringify(told), JSON.stringify(due)];
  return a === b ? [] : [`${what}: ${a}, not ${b}`];
}

const sorted = <Value>(values: readonly Value[]): Value[] => [...values].sort();
