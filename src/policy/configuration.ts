import picomatch from 'picomatch';
import { parse, type TomlDate, TomlError } from 'smol-toml';
import * as v from 'valibot';
import { compilePattern } from '../model/pattern.ts';
import { severities } from '../model/severity.ts';
import { UserError } from '../model/user-error.ts';
import type { AllowEntry, Policy } from './policy.ts';
import { positionOf } from './position.ts';

const texts = v.pipe(
  v.array(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  v.nonEmpty('must not be empty'),
);

const dateWanted = 'must be a date such as 2027-01-31, without quotes';

const allowSchema = v.strictObject({
  reason: v.pipe(v.string('must be a text'), v.trim(), v.nonEmpty('must say why the finding is harmless')),
  paths: v.optional(texts),
  rules: v.optional(texts),
  fingerprints: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.regex(/^kh1:[0-9a-f]{32}$/, 'must be kh1: and 32 hex digits'))),
      v.nonEmpty('must not be empty'),
    ),
  ),
  values: v.optional(texts),
  expires: v.optional(
    v.pipe(
      v.date(dateWanted),
      v.check((date) => !(date as TomlDate).isTime(), dateWanted),
    ),
  ),
});

const schema = v.strictObject({
  scan: v.optional(
    v.strictObject({
      'fail-on': v.optional(v.picklist(severities, `must be one of ${severities.join(', ')}`)),
    }),
  ),
  allow: v.optional(v.array(allowSchema)),
});

type Entry = v.InferOutput<typeof allowSchema>;

/**
 * Reads keyhalt.toml.
 *
 * @param ruleIds what `rules` may name
 * @param now decides which entries have expired
 * @throws UserError with line and column when a byte of it is not understood: half a policy is none.
 */
export function readConfiguration(text: string, file: string, ruleIds: readonly string[], now: Date): Policy {
  const configuration = checked(text, file);
  const patterns: RegExp[] = [];
  const notes: string[] = [];
  const allow: AllowEntry[] = [];
  for (const [index, entry] of (configuration.allow ?? []).entries()) {
    const at = (key: string) => `${file}:${positionOf(text, ['allow', index, key])}`;
    const name = `${file}, allow entry ${index + 1}`;
    checkEntry(entry, text, ruleIds, at);
    if (entry.expires !== undefined && now >= endOf(entry.expires as TomlDate))
      notes.push(`${name} has expired and does not count`);
    else allow.push(entryOf(entry, name, at, patterns));
  }
  return { failOn: configuration.scan?.['fail-on'] ?? 'medium', allow, patterns, notes };
}

function checked(text: string, file: string): v.InferOutput<typeof schema> {
  const result = v.safeParse(schema, parsed(text, file));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = (issue.path ?? []).map(({ key }) => key as string | number);
  const where = `${file}:${positionOf(text, path)}`;
  const key = path.filter((part) => typeof part === 'string').join('.');
  const unknown = issue.type === 'strict_object' && issue.expected === 'never';
  throw broken(`${where}: ${quotable(key)} ${unknown ? 'is not a setting of keyhalt' : wordsFor(issue)}`);
}

/** A word of the file that no credential can be hidden in. */
const quotable = (word: string): string => (/^[a-z_.-]{1,40}$/.test(word) ? word : 'of that name');

const wordsFor = (issue: v.BaseIssue<unknown>): string => {
  if (issue.received === 'undefined') return 'is missing';
  return issue.message.startsWith('Invalid') ? `must be ${issue.expected}` : issue.message;
};

function parsed(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    throw broken(`${file}:${cause.line}:${cause.column}: this is not TOML`, cause);
  }
}

/** A day counts to its end. */
const endOf = (expires: TomlDate): Date =>
  expires.isDate() ? new Date(expires.getTime() + 24 * 60 * 60 * 1000) : expires;

function checkEntry(
  entry: Entry,
  text: string,
  ruleIds: readonly string[],
  at: (key: string) => string,
): void {
  const { paths, rules, fingerprints, values } = entry;
  if (!(paths || rules || fingerprints || values)) {
    throw broken(
      `${at('reason')}: an allow entry needs paths, rules, fingerprints or values, or it would allow everything`,
    );
  }
  const unknown = rules?.find((rule) => !ruleIds.includes(rule));
  if (unknown !== undefined)
    throw broken(`${at('rules')}: there is no rule ${quotable(unknown)}; there are ${ruleIds.join(', ')}`);
  // The parser takes 2027-02-31 for the third of March.
  const day = entry.expires?.toISOString().slice(0, 'yyyy-mm-dd'.length);
  if (day !== undefined && !lineAt(text, at('expires')).includes(day)) {
    throw broken(`${at('expires')}: there is no such day`);
  }
}

function entryOf(entry: Entry, name: string, at: (key: string) => string, patterns: RegExp[]): AllowEntry {
  const { reason, paths, rules, fingerprints, values } = entry;
  return {
    name,
    reason,
    ...(paths ? { paths: globs(paths, at('paths')) } : {}),
    ...(rules ? { rules } : {}),
    ...(fingerprints ? { fingerprints } : {}),
    ...(values ? { values: values.map((value) => patterns.push(pattern(value, at('values'))) - 1) } : {}),
  };
}

function globs(paths: readonly string[], at: string): (path: string) => boolean {
  const backslash = paths.find((path) => path.includes('\\'));
  if (backslash !== undefined) throw broken(`${at}: write paths with /, not with \\`);
  return picomatch([...paths], { dot: true, noextglob: true });
}

function pattern(source: string, at: string): RegExp {
  try {
    return compilePattern(source);
  } catch (cause) {
    throw broken(`${at}: this is not a regular expression`, cause);
  }
}

/** The line that a position such as `keyhalt.toml:3:1` names. */
const lineAt = (text: string, position: string): string =>
  text.split('\n')[Number(position.split(':').at(-2)) - 1] ?? '';

const broken = (message: string, cause?: unknown): UserError =>
  new UserError(message, {
    hint: 'Mend it and try again; nothing was judged with half a configuration.',
    cause,
  });
