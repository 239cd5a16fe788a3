import * as v from 'valibot';
import { fingerprintPattern } from '../model/fingerprints.ts';
import { hasWord } from '../model/has-word.ts';
import { checks } from '../model/rule.ts';
import { severities } from '../model/severity.ts';
import { isVisible } from '../model/visible.ts';
import { unknownSetting } from './mistake.ts';

const text = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));
const texts = v.pipe(v.array(text, 'must be a list of texts'), v.nonEmpty('must not be empty'));
/** Reports and lists show it as it is. */
const shownText = v.pipe(
  text,
  v.check(isVisible, 'must be one line without control characters or others that no one sees'),
);
/** To JavaScript a list and a date are objects, too, with no key that would be wrong. */
const table = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(
    v.custom<object>((value) => !Array.isArray(value) && !(value instanceof Date), 'must be a table'),
    v.strictObject(entries, ({ path }) => unknownSetting(String(path?.at(-1)?.key), Object.keys(entries))),
  );
const flag = v.boolean('must be true or false');
const severity = v.picklist(severities, `must be one of ${severities.join(', ')}`);
const bits = v.pipe(
  v.number('must be a number'),
  v.minValue(0, 'must be between 0 and 8 bits'),
  v.maxValue(8, 'must be between 0 and 8 bits'),
);
const whole = (least: number, most: number, why = '') => {
  const words = `must be a whole number from ${least} to ${most}${why}`;
  return v.pipe(v.number(words), v.integer(words), v.minValue(least, words), v.maxValue(most, words));
};

const gates = {
  entropy: v.optional(bits),
  bodyEntropy: v.optional(table({ skip: whole(1, 1000), min: bits })),
  classChanges: v.optional(whole(1, 1000)),
  checks: v.optional(
    v.array(v.picklist(checks, `must be among ${checks.join(', ')}`), 'must be a list of checks'),
  ),
};

const pieces = v.array(v.union([text, texts], 'must be a text or a list of its pieces'), 'must be a list');

const tooMuch = ': more would show the secret itself';

/** A rule, ours or a user's: docs/configuration.md tells what each key means. */
export const ruleSchema = table({
  id: v.pipe(
    text,
    v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be words of small letters and digits with - between them'),
  ),
  description: shownText,
  severity: v.optional(severity, 'high'),
  regex: v.optional(text),
  secretGroup: v.optional(whole(0, 50)),
  bounds: v.optional(table({ before: text, after: text })),
  packed: v.optional(table({ before: text, length: whole(1, 1000) })),
  keywords: v.optional(texts),
  run: v.optional(table({ alphabet: v.literal('base64', 'must be "base64"'), length: whole(20, 1000) })),
  longest: v.optional(whole(20, 10_000)),
  ...gates,
  admit: v.optional(
    v.array(
      table({
        label: v.optional(text),
        note: v.optional(text),
        context: v.optional(text),
        contextLines: v.optional(whole(1, 50)),
        near: v.optional(text),
        path: v.optional(text),
        severity: v.optional(severity),
        ...gates,
      }),
      'must be a list of tables',
    ),
  ),
  pairsWith: v.optional(text),
  show: v.optional(table({ first: whole(0, 16, tooMuch), last: whole(0, 4, tooMuch) })),
  account: v.optional(v.literal('aws-key-id', 'must be "aws-key-id"')),
  path: v.optional(text),
  optIn: v.optional(flag),
  references: v.optional(v.array(shownText, 'must be a list of texts')),
  examples: v.optional(table({ leak: v.optional(pieces), clean: v.optional(pieces) })),
});

const dateWanted = 'must be a date such as 2027-01-31, without quotes and without a time';

const allowSchema = table({
  reason: v.pipe(
    v.string('must be a text'),
    v.trim(),
    v.check(hasWord, 'must say in words why the finding is harmless'),
  ),
  paths: v.optional(texts),
  rules: v.optional(texts),
  fingerprints: v.optional(
    v.pipe(
      v.array(
        v.pipe(v.string('must be a text'), v.regex(fingerprintPattern, 'must be kh1: and 32 hex digits')),
        'must be a list of texts',
      ),
      v.nonEmpty('must not be empty'),
    ),
  ),
  values: v.optional(texts),
  expires: v.optional(
    v.pipe(
      v.date(dateWanted),
      v.check((date) => 'isDate' in date && (date as { isDate(): boolean }).isDate(), dateWanted),
    ),
  ),
});

export const configurationSchema = table({
  scan: v.optional(
    table({
      'fail-on': v.optional(severity),
      'own-keys': v.optional(flag),
      enable: v.optional(texts),
      disable: v.optional(texts),
    }),
  ),
  decode: v.optional(
    table({
      base64: v.optional(whole(0, 5)),
      percent: v.optional(flag),
      escapes: v.optional(flag),
      pieces: v.optional(flag),
      invisible: v.optional(flag),
      wide: v.optional(flag),
      glued: v.optional(flag),
      archives: v.optional(whole(0, 8)),
      'archive-bytes': v.optional(whole(1, 10_000_000_000)),
      'archive-ratio': v.optional(whole(2, 10_000)),
      'archive-members': v.optional(whole(1, 1_000_000)),
    }),
  ),
  allow: v.optional(v.array(allowSchema, 'must be [[allow]] tables')),
  rules: v.optional(v.array(ruleSchema, 'must be [[rules]] tables')),
});

export type Configuration = v.InferOutput<typeof configurationSchema>;
export type AllowTable = v.InferOutput<typeof allowSchema>;
export type RuleTable = v.InferOutput<typeof ruleSchema>;
