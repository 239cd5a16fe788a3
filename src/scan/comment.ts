import type { AllowComment } from '../model/finding.ts';
import { decodeBytes, visible } from '../model/visible.ts';
import type { Candidate } from './candidate.ts';
import type { Neighbourhood } from './candidates.ts';
import { maskValues, spanIn } from './excerpt.ts';
import { maskUnknown } from './mask.ts';
import { lastLine } from './surroundings.ts';

/** How far from the secret its line is searched for a comment, in bytes, either way. */
const reach = 1024;
/** How much of a reason is shown, in characters. */
const longestReason = 200;
const forms = /(keyhalt:allow|gitleaks:allow|pragma: allowlist secret)[ \t]*([^\r\n]*)/i;

/** The allow comment on the candidate's line, if there is one. */
export function commentOn(candidate: Candidate, others: Neighbourhood): AllowComment | undefined {
  const { bytes } = candidate.view.root;
  const { start, end } = spanIn(candidate.view.root, candidate);
  const before = bytes.toString('latin1', Math.max(0, start - reach), start);
  const after = bytes.toString('latin1', end, Math.min(bytes.length, end + reach));
  const line = `${lastLine(before)} ${after.slice(0, after.search(/[\r\n]|$/))}`;
  const found = forms.exec(line);
  return found === null
    ? undefined
    : {
        marker: found[1]!.toLowerCase(),
        reason: reasonIn(
          found[2]!,
          others.startingIn(candidate.offset - 2 * reach, candidate.offset + 4 * reach),
        ),
      };
}

/** The words after the marker, without the end of the comment that holds them. Masked first, cut then. */
function reasonIn(latin1: string, values: readonly Candidate[]): string {
  const text = decodeBytes(Buffer.from(latin1, 'latin1')).replace(/\s*(?:\*\/|-->|#}|%>)?\s*$/, '');
  const whole = latin1.length < reach / 2 ? text : text.replace(/[A-Za-z0-9+/=_-]+$/, '…');
  return visible(maskUnknown(maskValues(whole, values))).slice(0, longestReason);
}
