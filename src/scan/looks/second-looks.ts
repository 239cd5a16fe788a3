import { endOfRun, runsIn } from '../../kernel/tokens.ts';
import type { Looks } from '../../model/looks.ts';
import type { Anchors, Token } from '../anchors.ts';
import { DecodedView, type Replacement, type View } from '../view.ts';
import { decodedBase64, leastBase64, longestPiece, pieceStarts } from './base64.ts';
import { withoutEscapes } from './escapes.ts';
import { jointsAround } from './pieces.ts';

/** How much of the text around what was decoded a decoded view holds, in characters: more than any rule looks at. */
const context = 4400;
/** A shorter stretch cannot hold a credential, in characters. */
const leastToken = 20;
/** How far from a character reference a value that holds it may begin, in characters. */
const referenceReach = 200;

/** What is to be looked at: a stretch of a view, with its anchors. */
export interface Stretch {
  readonly view: View;
  readonly anchors: Anchors;
  readonly from: number;
  readonly to: number;
  /** Where the run of base64 begins that covers `from`, if one does; it may lie in front of the view. */
  readonly openRun?: number;
}

/** A stretch read as what it stands for, and the looks that are left for what is new in there. */
export interface SecondLook {
  readonly view: DecodedView;
  readonly looks: Looks;
}

/** The stretch once more, as what it stands for: with its escapes and pieces undone, and with its base64 decoded. */
export function secondLooks(stretch: Stretch, looks: Looks): SecondLook[] {
  const { view } = stretch;
  const unescaped = looks.percent || looks.escapes || looks.invisible ? escapesIn(stretch, looks) : [];
  const joined = looks.pieces ? jointsAround(view.bytes, stretch.anchors.hints) : [];
  const decoded = looks.base64 > 0 ? base64In(stretch) : [];
  return [
    ...viewsWith(view, [...unescaped, ...joined]).map((next) => ({ view: next, looks })),
    ...viewsWith(view, decoded).map((next) => ({
      view: next,
      looks: { ...looks, base64: looks.base64 - 1 },
    })),
  ];
}

const viewsWith = (view: View, replacements: readonly Replacement[]): DecodedView[] =>
  clusters(apart(replacements), view.bytes.length).map(
    ({ from, to, members }) => new DecodedView(view, from, to, members),
  );

function escapesIn({ view: { bytes }, anchors }: Stretch, looks: Looks): Replacement[] {
  const tokens = anchors.tokens.filter(({ isPlain }) => !isPlain).map(({ start, end }) => ({ start, end }));
  const around = looks.escapes ? anchors.references.map((at) => wordAround(bytes, at)) : [];
  return [...tokens, ...around].flatMap(({ start, end }) => {
    const to = Math.min(end, start + longestPiece);
    const decoded = withoutEscapes(bytes, start, to, looks);
    return decoded !== undefined && isLong(decoded.bytes) ? [decoded] : [];
  });
}

/** The word of letters, digits and character references that holds `at`. */
function wordAround(bytes: Buffer, at: number): Pick<Token, 'start' | 'end'> {
  const from = Math.max(0, at - referenceReach);
  const before = bytes.toString('latin1', from, at);
  const after = bytes.toString('latin1', at, at + 2 * referenceReach);
  return {
    start: at - /[A-Za-z0-9+/&#;=]*$/.exec(before)![0].length,
    end: at + /^[A-Za-z0-9+/&#;=]*/.exec(after)![0].length,
  };
}

/** Whether a credential would fit into an unbroken run of it. */
function isLong(bytes: Uint8Array): boolean {
  let long = false;
  runsIn(bytes, 0, bytes.length, leastToken, () => {
    long = true;
  });
  return long;
}

function base64In(stretch: Stretch): Replacement[] {
  const { view, anchors, from, to } = stretch;
  const found: Replacement[] = [];
  let done = 0;
  const look = (start: number, end: number) => {
    for (const at of pieceStarts(start, end, from, to)) {
      if (at < done) continue;
      const decoded = decodedBase64(view.bytes, at);
      if (decoded === undefined) continue;
      found.push(decoded);
      done = decoded.to;
    }
  };
  if (stretch.openRun !== undefined) look(stretch.openRun, endOfRun(view.bytes, from));
  for (const { start, end, isPlain } of anchors.tokens) {
    if (end - start < leastBase64) continue;
    if (isPlain) look(start, end);
    else runsIn(view.bytes, start, end, leastBase64, look);
  }
  return found;
}

/** From left to right, without those that overlap one that comes before: escapes are opened before base64. */
function apart(replacements: readonly Replacement[]): Replacement[] {
  const kept: Replacement[] = [];
  const byPlace = [...replacements].sort((a, b) => a.from - b.from || b.to - a.to);
  for (const replacement of byPlace) if (replacement.from >= (kept.at(-1)?.to ?? 0)) kept.push(replacement);
  return kept;
}

interface Cluster {
  readonly from: number;
  readonly to: number;
  readonly members: readonly Replacement[];
}

/** Those whose contexts meet share one view. */
function clusters(sorted: readonly Replacement[], length: number): Cluster[] {
  const found: { from: number; to: number; members: Replacement[] }[] = [];
  for (const replacement of sorted) {
    const [from, to] = [Math.max(0, replacement.from - context), Math.min(length, replacement.to + context)];
    const last = found.at(-1);
    if (last !== undefined && from <= last.to) {
      last.to = Math.max(last.to, to);
      last.members.push(replacement);
    } else found.push({ from, to, members: [replacement] });
  }
  return found;
}
