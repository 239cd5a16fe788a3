import { decodeBytes, visible } from '../model/visible.ts';
import type { Candidate } from './candidate.ts';
import { maskValues, spanIn } from './excerpt.ts';
import { maskUnknown } from './mask.ts';

/** How much of a reason is shown, in characters. */
const longestReason = 200;

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
  const reason = behind.slice(0, reasonEnd.exec(behind)?.index ?? behind.length).trim();
  const known = maskStretches(maskValues(reason, values), values);
  if (!hasWord(known)) return '';
  const text = decodeBytes(Buffer.from(maskEscapes(maskMixedRuns(known)), 'latin1'));
  return [...visible(maskUnknown(text))].slice(0, longestReason).join('');
}

const stars = '****';

/** Beside what is masked, for a secret is no reason. */
const hasWord = (latin1: string): boolean =>
  /[\p{L}\p{N}]/u.test(Buffer.from(latin1.replace(/\S*\*{4}\S*/g, ''), 'latin1').toString('utf8'));

/** No stretch of a secret that is as long as this is shown, in characters. */
const stretch = 8;

/** Masks what a reason quotes of the secrets around it, as they are or as they stand in the object. */
function maskStretches(text: string, values: readonly Candidate[]): string {
  const parts = new Set(values.flatMap((value) => [value.secret, rawText(value)]).flatMap(stretchesOf));
  let shown = '';
  let coveredTo = 0;
  for (let at = 0; at < text.length; at++) {
    const wasCovered = at > 0 && at - 1 < coveredTo;
    if (parts.has(text.slice(at, at + stretch))) coveredTo = at + stretch;
    if (at >= coveredTo) shown += text[at];
    else if (!wasCovered) shown += stars;
  }
  return shown;
}

/** Words are none: a private key begins with some. */
const stretchesOf = (secret: string): string[] =>
  Array.from({ length: Math.max(0, secret.length - stretch + 1) }, (_, at) =>
    secret.slice(at, at + stretch),
  ).filter((part) => !/\s/.test(part));

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
