import type { AllowComment } from '../model/finding.ts';
import { visible } from '../model/visible.ts';
import type { Candidate } from './candidate.ts';
import type { Neighbourhood } from './candidates.ts';
import { maskValues } from './excerpt.ts';
import { maskUnknown } from './mask.ts';

/** How far from the secret its line is searched for a comment, in bytes, either way. */
const reach = 1024;
const forms = /(keyhalt:allow|gitleaks:allow|pragma: allowlist secret)[ \t]*([^\r\n]*)/i;

/** The allow comment on the candidate's line, if there is one. */
export function commentOn(candidate: Candidate, others: Neighbourhood): AllowComment | undefined {
  const { view, start, secret } = candidate;
  const end = start + secret.length;
  const before = view.bytes.toString('latin1', Math.max(0, start - reach), start);
  const after = view.bytes.toString('latin1', end, Math.min(view.bytes.length, end + reach));
  const line = `${before.slice(before.search(/[^\r\n]*$/))} ${after.slice(0, after.search(/[\r\n]|$/))}`;
  const found = forms.exec(line);
  return found === null
    ? undefined
    : {
        marker: found[1]!.toLowerCase(),
        reason: reasonIn(
          maskValues(
            found[2]!,
            others.startingIn(candidate.offset - 2 * reach, candidate.offset + 4 * reach),
          ),
        ),
      };
}

/** The words after the marker, without the end of the comment that holds them. */
const reasonIn = (text: string): string =>
  visible(maskUnknown(text.replace(/\s*(?:\*\/|-->|#}|%>)?\s*$/, '').slice(0, 200)));
