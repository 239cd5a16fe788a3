import type { Looks } from '../model/looks.ts';
import type { Pattern } from '../model/pattern.ts';
import type { AnchorFinder, Anchors } from './anchors.ts';
import { type Candidate, candidateOf, type Match } from './candidate.ts';
import type { CompiledRule } from './compile.ts';
import { pieces } from './looks/pieces.ts';
import { secondLooks } from './looks/second-looks.ts';
import type { Readings } from './roots.ts';
import type { Stretch } from './stretches.ts';
import type { DecodedView, Fresh, Root, View } from './view.ts';

/** What a scan works with: its rules, what finds their anchors, and which second looks it takes. */
export interface Tools {
  readonly rules: readonly CompiledRule[];
  /** The places of those that have no anchor. */
  readonly everywhere: readonly number[];
  readonly finder: AnchorFinder;
  readonly readings: Readings;
  readonly looks: Looks;
  /** Whether matches whose gates do not hold are candidates, too: to explain them. */
  readonly keepAll?: boolean;
}

/** A part of an object, in bytes from its start. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** How far beyond a stretch candidates are looked for, in bytes: farther than an excerpt or a pair reaches. */
const vicinity = 4096;

/** What is made of a stretch of an object: how it is read, the candidates that start in it, and those around them, too. */
export interface Judged {
  readonly roots: readonly Root[];
  readonly around: readonly Candidate[];
  readonly candidates: readonly Candidate[];
}

export function candidatesOf(tools: Tools, { bytes, base, from, to }: Stretch): Judged {
  const roots = tools.readings.of(bytes, base);
  // What stands on the same line beyond the stretch is not judged yet, but must be masked already.
  const around = candidatesIn(tools, roots, { from: base + from - vicinity, to: base + to + vicinity });
  const candidates = around.filter(
    ({ matchOffset }) => matchOffset >= base + from && matchOffset < base + to,
  );
  return { roots, around, candidates };
}

/** How far in front of its anchor a match may start, and how far behind it may end by default, in characters. */
const lookBack = 256;
const lookAhead = 512;
/** How often what was decoded is decoded again. */
const deepest = 4;

/**
 * Every candidate with an anchor in this part, once, in the order of their places.
 */
export function candidatesIn(tools: Tools, roots: readonly Root[], span: Span): Candidate[] {
  const found: Candidate[] = [];
  const isWorthALook = (bytes: Buffer) => tools.finder.isWorthALook(bytes);
  for (const root of roots) {
    const [from, to] = [root.indexOf(span.from), root.indexOf(span.to)];
    const anchors = tools.finder.find(root.bytes, from, to, tools.keepAll);
    append(found, matched(tools, root, anchors, from, to));
    const seen = { view: root, anchors, from, to, isWorthALook };
    for (const { view, looks } of secondLooks(seen, tools.looks)) {
      append(found, decodedCandidates({ ...tools, looks }, view, deepest));
    }
  }
  if (found.length < 2) return found;
  return withoutContents(withoutEchoes(found)).sort((a, b) => a.offset - b.offset);
}

/** The candidates that only decoding shows. */
function decodedCandidates(tools: Tools, view: DecodedView, levels: number): Candidate[] {
  const [from, to] = [0, view.bytes.length];
  const anchors = tools.finder.find(view.bytes, from, to, tools.keepAll);
  const found = matched(tools, view, anchors, from, to).flatMap((candidate): Candidate[] => {
    const { start, secret } = candidate;
    const end = start + secret.length;
    const decoded = view.freshIn(start, end).filter((part) => touches(part, start, end));
    if (decoded.length === 0) return [];
    const outer = view.decoded.slice(0, -1);
    return [{ ...candidate, decoded: [...new Set([...outer, ...decoded.map(({ what }) => what)])] }];
  });
  if (levels === 1) return found;
  const isWorthALook = (bytes: Buffer) => tools.finder.isWorthALook(bytes);
  const part = { view, anchors: freshAnchors(anchors, view), from, to, isWorthALook };
  for (const next of secondLooks(part, tools.looks)) {
    append(found, decodedCandidates({ ...tools, looks: next.looks }, next.view, levels - 1));
  }
  return found;
}

/** Whether what was decoded is part of [start, end), or ends where that begins. */
const touches = ({ from, to }: Fresh, start: number, end: number): boolean =>
  from === to ? from > start && from < end : from < end && to >= start;

/** Of the anchors those that decoding brought about: the others were looked at before. */
function freshAnchors(anchors: Anchors, view: DecodedView): Anchors {
  const near = (start: number, end: number) => view.freshIn(start, end).length > 0;
  anchors.tokens.keep(near);
  return {
    ofRules: new Map(),
    tokens: anchors.tokens,
    hints: anchors.hints.filter((at) => near(at - 40, at + 600)),
    references: anchors.references.filter((at) => near(at, at)),
  };
}

/** What the rules match around their anchors, as far as their gates let it pass. */
function matched(
  { rules, everywhere, keepAll }: Tools,
  view: View,
  { ofRules }: Anchors,
  from: number,
  to: number,
): Candidate[] {
  const found: Candidate[] = [];
  if (ofRules.size + everywhere.length === 0) return found;
  for (const index of [...ofRules.keys(), ...everywhere]) {
    const compiled = rules[index]!;
    for (const match of matchesOf(compiled, view.bytes, ofRules.get(index) ?? [], from, to)) {
      const candidate = candidateOf(compiled, view, match, keepAll);
      if (candidate !== undefined) found.push(candidate);
    }
  }
  return found;
}

function matchesOf(
  { rule, pattern, isEverywhere }: CompiledRule,
  bytes: Buffer,
  anchors: readonly number[],
  from: number,
  to: number,
): Match[] {
  const { run, longest = lookAhead } = rule;
  if (pattern === undefined) return anchors.map((at) => runAt(at, run?.length ?? 0));
  if (isEverywhere) {
    const all = matchesIn(pattern, bytes, from - lookBack, to + longest);
    return all.filter((match) => match.from >= from && match.from < to);
  }
  return matchesAround(pattern, bytes, anchors, longest);
}

/** There may be more of them than a call takes arguments. */
function append<T>(all: T[], more: readonly T[]): void {
  for (const one of more) all.push(one);
}

const runAt = (at: number, length: number): Match => ({
  from: at,
  to: at + length,
  start: at,
  end: at + length,
});

/**
 * The matches that cover one of these anchors, which ascend.
 *
 * Anchors close together share one stretch of text, so that each byte is looked at once however many there are.
 */
function matchesAround(
  pattern: Pattern,
  bytes: Buffer,
  anchors: readonly number[],
  longest: number,
): Match[] {
  const found: Match[] = [];
  for (let first = 0; first < anchors.length; ) {
    let last = first;
    while (last + 1 < anchors.length && anchors[last + 1]! - anchors[last]! < longest) last++;
    const covered = anchors.slice(first, last + 1);
    const matches = matchesIn(pattern, bytes, covered[0]! - lookBack, covered.at(-1)! + longest);
    append(found, covering(matches, covered));
    first = last + 1;
  }
  return found;
}

/** Matches with an anchor inside; both ascend. */
function covering(matches: readonly Match[], anchors: readonly number[]): Match[] {
  let next = 0;
  return matches.filter(({ from, to }) => {
    while (next < anchors.length && anchors[next]! < from) next++;
    return next < anchors.length && anchors[next]! < to;
  });
}

function matchesIn(pattern: Pattern, bytes: Buffer, from: number, to: number): Match[] {
  const base = Math.max(0, from);
  const text = bytes.toString('latin1', base, Math.min(bytes.length, to));
  return pattern.matchesIn(text).map(({ index, length, start, end }) => ({
    from: base + index,
    to: base + index + length,
    start: base + start,
    end: base + end,
  }));
}

/**
 * Two views can show the same: a reading shifted by one byte, or text with and without its escapes. Of the candidates
 * of one rule that overlap in the object the one that reads more of it stays, then the one of the view that came first.
 * What is whole where it stands is not put together with what stands behind it.
 */
function withoutEchoes(found: readonly Candidate[]): Candidate[] {
  const ranks = new Map<View, number>();
  for (const { view } of found) if (!ranks.has(view)) ranks.set(view, ranks.size);
  const kept: Candidate[] = [];
  const lastOf = new Map<string, number>();
  const byPlace = [...found].sort((a, b) => a.offset - b.offset || ranks.get(a.view)! - ranks.get(b.view)!);
  for (const candidate of byPlace) {
    const { id } = candidate.compiled.rule;
    const place = lastOf.get(id);
    const last = place === undefined ? undefined : kept[place]!;
    if (last === undefined || !isEcho(candidate, last)) lastOf.set(id, kept.push(candidate) - 1);
    else if (isBetter(candidate, last, ranks)) kept[place!] = candidate;
  }
  return kept;
}

/** Whether a candidate that begins no earlier shows what the other one shows. */
const isEcho = (a: Candidate, b: Candidate): boolean =>
  a.offset < b.end && (a.view !== b.view || (a.offset === b.offset && a.end === b.end));

function isBetter(a: Candidate, b: Candidate, ranks: ReadonlyMap<View, number>): boolean {
  if (a.view === b.view) return a.owner !== undefined;
  const [pieced, otherPieced] = [a, b].map(({ decoded }) => decoded.includes(pieces));
  if (pieced !== otherPieced) return otherPieced === true;
  const longer = a.secret.length - b.secret.length || widthOf(a) - widthOf(b);
  return longer === 0 ? ranks.get(a.view)! < ranks.get(b.view)! : longer > 0;
}

/** How much of the object it takes: a secret in which something is escaped takes more than what begins inside of the escape. */
const widthOf = ({ offset, end }: Candidate): number => end - offset;

/** What is only found by decoding a credential is part of that, and none of its own. */
function withoutContents(found: readonly Candidate[]): Candidate[] {
  const whole = found.filter(({ decoded, admitted }) => decoded.length === 0 && admitted !== undefined);
  if (whole.length === 0 || whole.length === found.length) return [...found];
  const places = new Neighbourhood([...whole].sort((a, b) => a.offset - b.offset));
  return found.filter(
    (inner) =>
      inner.decoded.length === 0 ||
      !places.reachingInto(inner.offset, inner.end).some((outer) => holds(outer, inner)),
  );
}

/** What follows may be taken for the end of base64: that which begins in the middle of a credential is its content. */
function holds(outer: Candidate, inner: Candidate): boolean {
  if (outer.offset === inner.offset) return outer.end > inner.end;
  return (
    outer.offset < inner.offset &&
    (inner.end <= outer.end || (inner.offset < outer.end && inner.decoded.includes('base64')))
  );
}

/** The candidates of a stretch, to be asked by place; offsets are bytes of the object. */
export class Neighbourhood {
  readonly #sorted: readonly Candidate[];
  readonly #longest: number;

  constructor(sorted: readonly Candidate[]) {
    this.#sorted = sorted;
    this.#longest = sorted.reduce((longest, { offset, end }) => Math.max(longest, end - offset), 0);
  }

  /** Those that start in [from, to). */
  startingIn(from: number, to: number): readonly Candidate[] {
    return this.#sorted.slice(this.#firstAt(from), this.#firstAt(to));
  }

  /** Those with a byte in [from, to). */
  reachingInto(from: number, to: number): readonly Candidate[] {
    return this.startingIn(from - this.#longest, to).filter(({ end }) => end > from);
  }

  #firstAt(offset: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]!.offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
