import { parse, TomlError } from 'smol-toml';
import * as v from 'valibot';
import { type ArchiveLimits, defaultLimits } from '../model/archive-limits.ts';
import { defined } from '../model/defined.ts';
import { allLooks, type Looks } from '../model/looks.ts';
import type { Rule } from '../model/rule.ts';
import { UserError } from '../model/user-error.ts';
import { allowEntries } from './allow-entries.ts';
import { Mistake, quotable, unknownRule } from './mistake.ts';
import { defaultPolicy, type Policy } from './policy.ts';
import { impossibleDay, positionOf } from './position.ts';
import { type Configuration, configurationSchema } from './schema.ts';
import { tomlMistake } from './toml-error.ts';
import { isMergeMark, unfinishedMerge } from './unfinished-merge.ts';
import { userRules } from './user-rules.ts';

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
    const configuration = checked(text, file);
    const day = await impossibleDay(text);
    if (day !== undefined) throw broken(`${file}:${day.line}:${day.column}: there is no such day`);
    return await policyOf(configuration, file, builtIn, now);
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
  builtIn: readonly Rule[],
  now: Date,
): Promise<Policy> {
  const { scan = {}, decode = {}, allow = [], rules = [] } = configuration;
  const ids = [...builtIn.map(({ id }) => id), ...rules.map(({ id }) => id)];
  const needsPatterns = rules.length > 0 || allow.some(({ values }) => values !== undefined);
  const patterns = needsPatterns ? await import('../patterns/pattern.ts') : undefined;
  const own = patterns === undefined ? undefined : userRules(rules, builtIn, file, patterns);
  const entries = allowEntries(allow, { ids, file, now, patterns });
  return {
    ...defaultPolicy,
    failOn: scan['fail-on'] ?? defaultPolicy.failOn,
    ownKeys: scan['own-keys'] ?? false,
    builtIn: chosen(builtIn, ids, scan),
    userRules: (own?.rules ?? []).filter((rule) => counts(rule, scan)),
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
  const last = path.at(-1);
  const named = quotable(key, 'this key');
  const what = typeof last === 'number' ? `element ${last + 1} of ${named}` : named;
  throw new Mistake(path, `${what} ${wordsFor(issue)}`);
}

const wordsFor = (issue: v.BaseIssue<unknown>): string => {
  if (issue.type === 'strict_object' && issue.expected === 'never') return issue.message;
  if (issue.received === 'undefined') return 'is missing';
  if (issue.expected === 'Object') return 'must be a table';
  return issue.message.startsWith('Invalid') ? `must be ${issue.expected}` : issue.message;
};

function parsed(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    if (isMergeMark(text.split('\n')[cause.line - 1] ?? '')) throw unfinishedMerge(`${file}:${cause.line}`);
    throw broken(`${file}:${cause.line}:${cause.column}: ${tomlMistake(cause)}`, cause);
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
  const both = scan.disable?.findIndex((id) => scan.enable?.includes(id)) ?? -1;
  if (both !== -1)
    throw new Mistake(
      ['scan', 'disable', both],
      `${quotable(scan.disable![both]!, 'this rule')} stands in enable, too`,
    );
  const rules = builtIn.filter((rule) => counts(rule, scan));
  if (rules.length === 0) throw new Mistake(['scan', 'disable'], 'no rule is left to look for anything');
  return rules;
}

const counts = ({ id, optIn }: Rule, { enable, disable }: Configuration['scan'] & {}): boolean =>
  !disable?.includes(id) && (!optIn || enable?.includes(id) === true);

function looksOf({
  base64,
  percent,
  escapes,
  pieces,
  invisible,
  wide,
  glued,
}: Configuration['decode'] & {}): Looks {
  return { ...allLooks, ...defined({ base64, percent, escapes, pieces, invisible, wide, glued }) };
}

const archivesOf = (decode: Configuration['decode'] & {}): ArchiveLimits => ({
  depth: decode.archives ?? defaultLimits.depth,
  bytes: decode['archive-bytes'] ?? defaultLimits.bytes,
  ratio: decode['archive-ratio'] ?? defaultLimits.ratio,
  members: decode['archive-members'] ?? defaultLimits.members,
});

const broken = (message: string, cause?: unknown): UserError =>
  new UserError(message, {
    hint: 'Mend it and try again, a staged one after git add; nothing was judged with half a configuration.',
    cause,
  });
