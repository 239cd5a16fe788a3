import type { AllowComment } from '../model/finding.ts';
import type { Candidate } from './candidate.ts';
import type { Neighbourhood } from './candidates.ts';
import { spanIn } from './excerpt.ts';
import { reasonIn, withoutLastWord } from './reason.ts';

/** How far from the secret its line is searched for a comment, in bytes, either way. */
const reach = 1024;

/** Where a line ends, also where a string spells it: a notebook or a source map is one line of many. */
const lineEnd = /[\r\n]|\\+(?:[nr]|u000[ad]|u\{0*[ad]\}|x0[ad]|01[25])|%0[ad]|&#(?:1[03]|x0*[ad]);/i;

/** In front of a marker: a blank, a quote, or what opens a comment. The // of a URL and its # do not. */
const opening = String.raw`(?<=^|[\s;*!'"\x60(\[{>]|(?<![\w/#%])[#%]+|(?<![\w-])-{2,}|\{-|(?<![\w:/.])\/{2,})`;
/** Behind it no word goes on: gitleaks:allowed and keyhalt:allow-comments are other words. */
const closing = String.raw`(?![\w/\x80-\xff]|[-.:@=+~%&?]+\w)`;
const forms = new RegExp(
  `${opening}(keyhalt:allow|gitleaks:allow|pragma: allowlist secret)${closing}(.*)`,
  'i',
);

/** All of them have this in them: without it nothing else is asked. */
const inEach = /allow/i;

/** The allow comment on the candidate's line, if there is one. */
export function commentOn(candidate: Candidate, others: Neighbourhood): AllowComment | undefined {
  const line = lineAround(candidate);
  const found = line === undefined ? null : forms.exec(line);
  if (found === null) return undefined;
  const values = others.startingIn(candidate.offset - 2 * reach, candidate.offset + 4 * reach);
  return { marker: found[1]!.toLowerCase(), reason: reasonIn(found[2]!, values) };
}

/**
 * What stands on the candidate's line as far as it is searched, with a blank instead of the candidate; undefined where
 * nothing around it could be a marker.
 */
function lineAround(candidate: Candidate): string | undefined {
  const { bytes } = candidate.view.root;
  const { start, end } = spanIn(candidate.view.root, candidate);
  const before = bytes.toString('latin1', Math.max(0, start - reach), start);
  const after = bytes.toString('latin1', end, Math.min(bytes.length, end + reach));
  if (!inEach.test(before) && !inEach.test(after)) return undefined;
  // The word at an edge may be cut: a part of it could be a marker, or a part of a secret in a reason.
  const left = start > reach ? before.replace(/^\S{1,64}/, '') : before;
  const right = end + reach < bytes.length ? withoutLastWord(after) : after;
  return `${left.split(lineEnd).at(-1)} ${right.split(lineEnd, 1)[0]}`;
}
