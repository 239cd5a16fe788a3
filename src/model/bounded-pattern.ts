import { nextSetting } from './next-setting.ts';
import type { Rule } from './rule.ts';

/**
 * What may be glued to the front of a secret: the end of an escape (`\\n` in a JSON string, `%3D`), or of a colour in
 * a pasted log, the mark of an added line in a patch, and an option of one letter.
 */
const escapeEnd = String.raw`\\[nrtfvb0]|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}|=3[dD]|[\[;][0-9]{0,3}m`;
const glue = String.raw`(?<=(?:${escapeEnd})\+{0,2}|(?<![A-Za-z0-9+/])\+{1,2}|(?<![^\s"'])-[A-Za-z])`;
/** … and to its end: the mark of an added word, `{+…+}`, and the next setting. */
const glueBehind = String.raw`(?=\+\}|${nextSetting})`;

/** A group that is counted, or what may hide whether one is. */
const mayCapture = /\((?!\?[:=!]|\?<[=!])|\\/;

/** The pattern of a rule with what may stand around a secret. @param isTrusted whether it is one of ours */
export function boundedPattern(
  { bounds, packed, run }: Pick<Rule, 'bounds' | 'packed' | 'run'>,
  regex: string,
  isTrusted: boolean,
): string {
  if (bounds === undefined) return regex;
  const behind = packed === undefined ? '' : `|(?<=[${packed.before}].{${packed.length}})`;
  // Where the anchor is a run, almost everywhere the first character tells that there is none: looking ahead is less
  // than looking behind. Around a keyword it may be more. What a user's pattern may cost is limited.
  const looksAhead = isTrusted && run !== undefined && !mayCapture.test(regex);
  const ahead = looksAhead ? `(?=${regex})` : '';
  return `${ahead}(?:(?<![${bounds.before}])|${glue})(${regex})(?:(?![${bounds.after}])|${glueBehind}${behind})`;
}
