import picomatch from 'picomatch';
import { parse, type TomlDate, TomlError } from 'smol-toml';
import * as v from 'valibot';
import { type ArchiveLimits, defaultLimits } from '../model/archive-limits.ts';
import { allLooks, type Looks } from '../model/looks.ts';
import type { Pattern } from '../model/pattern.ts';
import type { Rule } from '../model/rule.ts';
import { UserError } from '../model/user-error.ts';
import { Mistake, patternMistake } from './mistake.ts';
import { type AllowEntry, defaultPolicy, type Policy } from './policy.ts';
import { positionOf } from './position.ts';
import { type AllowTable, type Configuration, configurationSchema } from './schema.ts';
import { type UserPatterns, userRules } from './user-rules.ts';

/**
 * Reads keyhalt.toml.
 *
 * @param builtIn the rules that are there without it
 * @param now decides which entries have expired
 * @throws UserError with line and column when a byte of it is not understood: half a policy is none.
 */
export async function readConfiguration(
  text: string,
  file: string,
  builtIn: readonly Rule[],
  now: Date,
): Promise<Policy> {
  try {
    return await policyOf(checked(text, file), file, text, builtIn, now);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const { line, column } = await positionOf(text, error.path);
    throw broken(`${file}:${line}:${column}: ${error.message}`, error.cause);
  }
}

/** Texts in which a rule must find something, and texts in which it must not. */
export interface RuleExamples {
  readonly leak: readonly string[];
  readonly clean: readonly string[];
}

/** The examples of a configuration's own rules, by rule; pieces are joined. */
export function ruleExamples(text: string, file: string): ReadonlyMap<string, RuleExamples> {
  const joined = (pieces: readonly (string | readonly string[])[] = []) =>
    pieces.map((piece) => (typeof piece === 'string' ? piece : piece.join('')));
  return new Map(
    (checked(text, file).rules ?? []).map(({ id, examples }) => [
      id,
      { leak: joined(examples?.leak), clean: joined(examples?.clean) },
    ]),
  );
}

async function policyOf(
  configuration: Configuration,
  file: string,
  text: string,
  builtIn: readonly Rule[],
  now: Date,
): Promise<Policy> {
  const { scan = {}, decode = {}, allow = [], rules = [] } = configuration;
  const ids = [...builtIn.map(({ id }) => id), ...rules.map(({ id }) => id)];
  const needsPatterns = rules.length > 0 || allow.some(({ values }) => values !== undefined);
  const patterns = needsPatterns ? await import('../patterns/pattern.ts') : undefined;
  const own = patterns === undefined ? undefined : userRules(rules, builtIn, file, patterns);
  const entries = allowEntries(allow, { ids, file, text, now, patterns });
  return {
    ...defaultPolicy,
    failOn: scan['fail-on'] ?? defaultPolicy.failOn,
    ownKeys: scan['own-keys'] ?? false,
    builtIn: chosen(builtIn, ids, scan),
    userRules: (own?.rules ?? []).filter(({ id }) => !scan.disable?.includes(id)),
    ...(own === undefined ? {} : { readPattern: own.readPattern }),
    looks: looksOf(decode),
    archives: archivesOf(decode),
    ...entries,
  };
}

function checked(text: string, file: string): Configuration {
  const result = v.safeParse(configurationSchema, parsed(text, file));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = (issue.path ?? []).map(({ key }) => key as string | number);
  const key = path.filter((part) => typeof part === 'string').join('.');
  const unknown = issue.type === 'strict_object' && issue.expected === 'never';
  throw new Mistake(path, `${quotable(key)} ${unknown ? 'is not a setting of keyhalt' : wordsFor(issue)}`);
}

/** A word of the file that no credential can be hidden in. */
const quotable = (word: string): string =>
  /^[A-Za-z0-9_.-]{1,40}$/.test(word) && !/[A-Z0-9]{12}/.test(word) ? word : 'of that name';

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

/** The built-in rules that count: all but those that wait to be enabled, and those that are disabled. */
function chosen(
  builtIn: readonly Rule[],
  ids: readonly string[],
  scan: Configuration['scan'] & {},
): readonly Rule[] {
  for (const key of ['enable', 'disable'] as const) {
    const at = scan[key]?.findIndex((id) => !ids.includes(id)) ?? -1;
    if (at !== -1) throw unknownRule(['scan', key, at], scan[key]![at]!, ids);
  }
  const rules = builtIn.filter(
    ({ id, optIn }) => !scan.disable?.includes(id) && (!optIn || scan.enable?.includes(id)),
  );
  if (rules.length === 0) throw new Mistake(['scan', 'disable'], 'no rule is left to look for anything');
  return rules;
}

const unknownRule = (path: readonly (string | number)[], id: string, ids: readonly string[]): Mistake =>
  new Mistake(path, `there is no rule ${quotable(id)}; there are ${ids.join(', ')}`);

function looksOf({
  base64,
  percent,
  escapes,
  pieces,
  invisible,
  wide,
  glued,
}: Configuration['decode'] & {}): Looks {
  const set = { base64, percent, escapes, pieces, invisible, wide, glued };
  return {
    ...allLooks,
    ...Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)),
  };
}

const archivesOf = (decode: Configuration['decode'] & {}): ArchiveLimits => ({
  depth: decode.archives ?? defaultLimits.depth,
  bytes: decode['archive-bytes'] ?? defaultLimits.bytes,
  ratio: decode['archive-ratio'] ?? defaultLimits.ratio,
  members: decode['archive-members'] ?? defaultLimits.members,
});

interface AllowContext {
  readonly ids: readonly string[];
  readonly file: string;
  readonly text: string;
  readonly now: Date;
  readonly patterns: UserPatterns | undefined;
}

/** The entries that count, and those that no longer do. */
function allowEntries(
  tables: readonly AllowTable[],
  context: AllowContext,
): Pick<Policy, 'allow' | 'patterns' | 'expired'> {
  const patterns: Pattern[] = [];
  const allow: AllowEntry[] = [];
  const expired: string[] = [];
  for (const [index, table] of tables.entries()) {
    const name = `${context.file}, allow entry ${index + 1}`;
    checkEntry(table, index, context);
    if (table.expires !== undefined && context.now >= endOf(table.expires as TomlDate)) expired.push(name);
    else allow.push(entryOf(table, index, name, patterns, context));
  }
  return { allow, patterns, expired };
}

/** A day counts to its end. */
const endOf = (expires: TomlDate): Date =>
  expires.isDate() ? new Date(expires.getTime() + 24 * 60 * 60 * 1000) : expires;

function checkEntry(table: AllowTable, index: number, { ids, text }: AllowContext): void {
  const { paths, rules, fingerprints, values, expires } = table;
  if (!(paths || rules || fingerprints || values)) {
    throw new Mistake(
      ['allow', index, 'reason'],
      'an allow entry needs paths, rules, fingerprints or values, or it would allow everything',
    );
  }
  const unknown = rules?.findIndex((rule) => !ids.includes(rule)) ?? -1;
  if (unknown !== -1) throw unknownRule(['allow', index, 'rules', unknown], rules![unknown]!, ids);
  // The parser takes 2027-02-31 for the third of March.
  const day = expires?.toISOString().slice(0, 'yyyy-mm-dd'.length);
  if (day !== undefined && !text.includes(day)) {
    throw new Mistake(['allow', index, 'expires'], 'there is no such day');
  }
}

function entryOf(
  table: AllowTable,
  index: number,
  name: string,
  patterns: Pattern[],
  { patterns: reader }: AllowContext,
): AllowEntry {
  const { reason, paths, rules, fingerprints, values } = table;
  const read = (source: string, at: number): number => {
    const path = ['allow', index, 'values', at];
    try {
      return patterns.push(reader!.readPattern(source, { name: `${name}, value ${at + 1}` })) - 1;
    } catch (cause) {
      throw patternMistake(path, cause);
    }
  };
  return {
    name,
    reason,
    ...(paths ? { paths: globs(paths, index) } : {}),
    ...(rules ? { rules } : {}),
    ...(fingerprints ? { fingerprints } : {}),
    ...(values ? { values: values.map(read) } : {}),
  };
}

function globs(paths: readonly string[], index: number): (path: string) => boolean {
  const at = paths.findIndex((path) => path.includes('\\'));
  if (at !== -1) throw new Mistake(['allow', index, 'paths', at], 'write paths with /, not with \\');
  return picomatch([...paths], { dot: true, noextglob: true });
}

const broken = (message: string, cause?: unknown): UserError =>
  new UserError(message, {
    hint: 'Mend it and try again; nothing was judged with half a configuration.',
    cause,
  });
