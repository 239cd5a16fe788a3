import { hasWord } from '../model/has-word.ts';
import { decodeBytes, visible } from '../model/visible.ts';
import type { Candidate } from './candidate.ts';
import { maskValues, spanIn } from './excerpt.ts';
import { maskUnknown } from './mask.ts';

/** How much of a reason is shown, in characters. */
const longestReason = 200;
/** How much of what stands behind a marker is read for it, in bytes: on a line without end a reason has one. */
const longestRead = 512;

/**
 * Where a reason ends: with its comment, at a quote (that of a string which only mentions the marker, or around a value),
 * or before it began, where code goes on behind the marker. An apostrophe inside a word is none.
 */
const reasonEnd =
  /\*\/|-->|[}#]\}|[?%]>|\*\)|-\}|<\/|["`]|(?<![A-Za-z\x80-\xff])'|'(?![A-Za-z\x80-\xff])|^[ \t]*[,;|)\]}&]/;

/**
 * The reason that stands behind a marker, in Latin-1, as text fit to be shown; empty where no word is in it.
 *
 * Masked first, cut then: what is cut off a secret would no longer be known for one.
 */
export function reasonIn(behind: string, values: readonly Candidate[]): string {
  const reason = textOf(behind);
  const known = maskStretches(maskValues(reason, values), values);
  if (!isReason(known)) return '';
  const text = decodeBytes(Buffer.from(maskEscapes(maskMixedRuns(known)), 'latin1'));
  return [...visible(maskUnknown(text))].slice(0, longestReason).join('');
}

function textOf(behind: string): string {
  const read = behind.length > longestRead ? withoutLastWord(behind.slice(0, longestRead)) : behind;
  return read.slice(0, reasonEnd.exec(read)?.index ?? read.length).trim();
}

/** It may be cut, and then a part of a secret. */
export const withoutLastWord = (text: string): string => text.replace(/\S{1,64}$/, '');

const stars = '****';

/** Beside what is masked, for a secret is no reason. */
const isReason = (latin1: string): boolean =>
  hasWord(Buffer.from(latin1.replace(/\S*\*{4}\S*/g, ''), 'latin1').toString('utf8'));

/** No stretch of a secret that is as long as this is shown, in characters. */
const stretch = 8;

/** Masks what a reason quotes of the secrets around it, as they are or as they stand in the object. */
function maskStretches(text: string, values: readonly Candidate[]): string {
  if (!/\S{8}/.test(text)) return text;
  const secrets = values.flatMap(textsOf).join('\n');
  let shown = '';
  let coveredTo = 0;
  for (let at = 0; at < text.length; at++) {
    const wasCovered = at > 0 && at - 1 < coveredTo;
    if (isQuoted(text.slice(at, at + stretch), secrets)) coveredTo = at + stretch;
    if (at >= coveredTo) shown += text[at];
    else if (!wasCovered) shown += stars;
  }
  return shown;
}

/** Words are no stretch of a secret: a private key begins with some. Nor is what is put together of two secrets. */
const isQuoted = (part: string, secrets: string): boolean =>
  part.length === stretch && !/\s/.test(part) && secrets.includes(part);

/** A candidate as it is read and, where that is another text, as it stands. */
const textsOf = (candidate: Candidate): string[] =>
  candidate.view === candidate.view.root ? [candidate.secret] : [candidate.secret, rawText(candidate)];

function rawText(candidate: Candidate): string {
  const { root } = candidate.view;
  const { start, end } = spanIn(root, candidate);
  return root.bytes.toString('latin1', Math.max(0, start), Math.max(0, end));
}

/** Long runs in both cases and with digits look random, whatever they are made of. */
const maskMixedRuns = (text: string): string =>
  text.replace(/\S{20,}/g, (run) =>
    [/[a-z]/, /[A-Z]/, /[0-9]/].every((some) => some.test(run)) ? stars : run,
  );

const spelled = String.raw`(?:&(?:#\w{1,8};?|\w{1,8};)|%[0-9A-Fa-f]{2}|\\+(?:u\{?|x)?[0-9A-Fa-f]{2,8}\}?)`;
const inARow = new RegExp(String.raw`${spelled}(?:[\s,;+]*${spelled})+`, 'g');
const oneOfThem = new RegExp(spelled, 'g');

/** Several characters spelled as references or escapes, in a row or in one run, are a text that no one would see. */
const maskEscapes = (text: string): string =>
  text
    .replace(inARow, stars)
    .replace(/\S+/g, (run) => ((run.match(oneOfThem)?.length ?? 0) > 1 ? stars : run));
