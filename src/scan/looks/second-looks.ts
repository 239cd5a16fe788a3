import type { Looks } from '../../model/looks.ts';
import type { Anchors } from '../anchors.ts';
import { tokenReach } from '../token-list.ts';
import { DecodedView, type Replacement, type View } from '../view.ts';
import { base64In } from './base64.ts';
import { withoutEscapes } from './escapes.ts';
import { jointsAround } from './pieces.ts';

/** How much of the text around what was decoded a decoded view holds, in characters: more than any rule looks at. */
const context = 6600;
/** A word with character references in it is looked at so far to either side, in characters. */
const longestWord = 12_288;

/** What is to be looked at: a part of a view, with its anchors. */
export interface PartOfView {
  readonly view: View;
  readonly anchors: Anchors;
  readonly from: number;
  readonly to: number;
  /** Whether anything in decoded bytes is. */
  readonly isWorthALook: (bytes: Buffer) => boolean;
}

/** A part read as what it stands for, and the looks that are left for what is new in there. */
export interface SecondLook {
  readonly view: DecodedView;
  readonly looks: Looks;
}

/** The part once more, as what it stands for: with its escapes and pieces undone, and with its base64 decoded. */
export function secondLooks(part: PartOfView, looks: Looks): SecondLook[] {
  const { view, anchors, to } = part;
  const { tokens } = anchors;
  if (tokens.length + anchors.hints.length + anchors.references.length === 0) return [];
  const unescaped = looks.percent || looks.escapes || looks.invisible ? escapesIn(part, looks) : [];
  const joined = looks.pieces ? jointsAround(view.bytes, anchors.hints) : [];
  const decoded = looks.base64 > 0 ? base64In(view.bytes, tokens, to + tokenReach) : [];
  if (unescaped.length + joined.length + decoded.length === 0) return [];
  const found: SecondLook[] = [];
  const enter = (replacements: readonly Replacement[], left: Looks) => {
    for (const { from, to: end, members } of clusters(apart(replacements), view.bytes.length))
      found.push({ view: new DecodedView(view, from, end, members), looks: left });
  };
  if (joined.length === 0) enter(unescaped, looks);
  // What was put together is not put together once more.
  for (const joints of joined)
    enter([...unescaped, ...joints], { ...looks, pieces: looks.pieces && joints.length === 0 });
  enter(decoded, { ...looks, base64: looks.base64 - 1 });
  return found;
}

function escapesIn({ view: { bytes }, anchors, to, isWorthALook }: PartOfView, looks: Looks): Replacement[] {
  const found: Replacement[] = [];
  const look = (start: number, end: number) => {
    const decoded = withoutEscapes(bytes, start, Math.min(end, to + tokenReach), looks, isWorthALook);
    if (decoded !== undefined) found.push(decoded);
  };
  const { tokens, references } = anchors;
  for (let index = 0; index < tokens.length; index++)
    if (!tokens.isPlainAt(index)) look(tokens.startAt(index), tokens.endAt(index));
  if (references.length > 0 && (looks.escapes || looks.percent))
    for (const { start, end } of wordsAround(bytes, references)) look(start, end);
  return found;
}

/** The words of letters, digits and escapes that hold one of these places, each once. */
function wordsAround(bytes: Buffer, places: readonly number[]): { start: number; end: number }[] {
  const words: { start: number; end: number }[] = [];
  for (const place of [...places].sort((a, b) => a - b)) {
    if (place < (words.at(-1)?.end ?? 0)) continue;
    let [start, end] = [place, place];
    while (start > place - longestWord && isOfWord(bytes[start - 1])) start--;
    while (end < place + longestWord && isOfWord(bytes[end])) end++;
    words.push({ start, end });
  }
  return words;
}

const isOfWord = (byte: number | undefined): boolean =>
  byte !== undefined && /[A-Za-z0-9+/&#;=_%\\|-]/.test(String.fromCharCode(byte));

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
