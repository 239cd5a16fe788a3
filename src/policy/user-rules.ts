import { boundedPattern } from '../model/bounded-pattern.ts';
import { defined } from '../model/defined.ts';
import type { Pattern, PatternReader } from '../model/pattern.ts';
import type { Rule } from '../model/rule.ts';
import { Mistake, patternMistake } from './mistake.ts';
import type { RuleTable } from './schema.ts';

/** What reads a user's patterns; loaded only when there are some. */
export interface UserPatterns {
  readPattern(source: string, options: { readonly name: string; readonly group?: number }): Pattern;
}

/** The user's rules, and what reads their patterns when they are compiled. */
export interface UserRules {
  readonly rules: readonly Rule[];
  readonly readPattern: PatternReader;
}

/**
 * Checks a user's rules as our own are checked: every pattern is read, every rule that one speaks of is there.
 *
 * @throws Mistake
 */
export function userRules(
  tables: readonly RuleTable[],
  builtIn: readonly Rule[],
  file: string,
  patterns: UserPatterns,
): UserRules {
  const ids = [...builtIn, ...tables].map(({ id }) => id);
  for (const [index, table] of tables.entries()) {
    const path = ['rules', index];
    if (ids.indexOf(table.id) !== builtIn.length + index)
      throw new Mistake([...path, 'id'], 'there is a rule of that name already');
    if (table.regex === undefined && table.run === undefined)
      throw new Mistake([...path, 'id'], 'a rule needs a regex or a run');
    if (table.packed !== undefined && table.bounds === undefined)
      throw new Mistake([...path, 'packed'], 'packed says where bounds do not count, and there are none');
    checkNames(table, ids, path);
    for (const { where, ...tried } of patternsOf(table))
      tryPattern(patterns, tried, nameOf(table, file), [...path, ...where]);
  }
  const rules = tables.map(ruleOf);
  return { rules, readPattern: readerOf(rules, file, patterns) };
}

/** Reads the patterns of these rules when they are compiled, and knows whose they are when one fails. */
export function readerOf(rules: readonly Rule[], file: string, patterns: UserPatterns): PatternReader {
  const names = new Map(
    rules.flatMap((rule) =>
      [
        rule.regex,
        rule.path,
        ...(rule.admit ?? []).flatMap(({ label, note, context, path }) => [label, note, context, path]),
      ].map((source) => [source, nameOf(rule, file)] as const),
    ),
  );
  // A rule with bounds is compiled to a longer pattern, which holds the one that was written.
  const nameFor = (source: string) =>
    names.get(source) ?? [...names].find(([written]) => written && source.includes(written))?.[1] ?? file;
  return (source, group) =>
    patterns.readPattern(source, { name: nameFor(source), ...(group === undefined ? {} : { group }) });
}

const nameOf = ({ id }: { readonly id: string }, file: string): string => `${file}, rule ${id}`;

function checkNames(
  { pairsWith, admit = [] }: RuleTable,
  ids: readonly string[],
  path: readonly (string | number)[],
): void {
  if (pairsWith !== undefined && !ids.includes(pairsWith))
    throw new Mistake([...path, 'pairsWith'], 'there is no such rule');
  const at = admit.findIndex(({ near }) => near !== undefined && !ids.includes(near));
  if (at !== -1) throw new Mistake([...path, 'admit', at, 'near'], 'there is no such rule');
}

/** A pattern as it is tried, with the keys that lead to what of it was written. */
interface Written {
  readonly where: readonly (string | number)[];
  readonly source: string;
  readonly group?: number | undefined;
  /** Whether it must be characters, as they stand between [ and ]. */
  readonly isClass?: true;
}

/** Every pattern of a rule, the ones that its bounds make with it, too: nothing is left to fail in a scan. */
function patternsOf({ regex, secretGroup, path, bounds, packed, admit = [] }: RuleTable): readonly Written[] {
  const one = (written: string | undefined, ...where: (string | number)[]): Written[] =>
    written === undefined ? [] : [{ where, source: written }];
  const characters = (written: string | undefined, ...where: string[]): Written[] =>
    one(written, ...where).map((each) => ({ ...each, source: `[${written}]`, isClass: true }));
  return [
    ...one(regex, 'regex').map((each) => ({ ...each, group: secretGroup })),
    ...characters(bounds?.before, 'bounds', 'before'),
    ...characters(bounds?.after, 'bounds', 'after'),
    ...characters(packed?.before, 'packed', 'before'),
    ...(regex === undefined || bounds === undefined
      ? []
      : one(regex, 'regex').map((each) => ({
          ...each,
          source: boundedPattern({ bounds, ...(packed && { packed }) }, regex, false),
          group: 1,
        }))),
    ...one(path, 'path'),
    ...admit.flatMap(({ label, note, context, path }, index) => [
      ...one(label, 'admit', index, 'label'),
      ...one(note, 'admit', index, 'note'),
      ...one(context, 'admit', index, 'context'),
      ...one(path, 'admit', index, 'path'),
    ]),
  ];
}

function tryPattern(
  patterns: UserPatterns,
  { source, group, isClass }: Pick<Written, 'source' | 'group' | 'isClass'>,
  name: string,
  path: readonly (string | number)[],
): void {
  let pattern: Pattern;
  try {
    pattern = patterns.readPattern(source, { name, ...(group === undefined ? {} : { group }) });
  } catch (cause) {
    throw patternMistake(path, cause, isClass ? 1 : 0);
  }
  if (isClass && !everyByte.some((byte) => pattern.test(byte)))
    throw new Mistake(path, 'these must be characters, as they stand between [ and ]');
}

const everyByte = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));

/** A rule without what is for `rules check` alone. */
const ruleOf = ({ examples: _, ...rule }: RuleTable): Rule => defined(rule) as Rule;
