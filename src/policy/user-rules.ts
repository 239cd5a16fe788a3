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
  const names = new Map<string, string>();
  for (const [index, table] of tables.entries()) {
    const path = ['rules', index];
    if (ids.indexOf(table.id) !== builtIn.length + index)
      throw new Mistake([...path, 'id'], 'there is a rule of that name already');
    if (table.regex === undefined && table.run === undefined)
      throw new Mistake([...path, 'id'], 'a rule needs a regex or a run');
    checkNames(table, ids, path);
    for (const [source, where] of sourcesOf(table)) {
      const name = `${file}, rule ${table.id}`;
      names.set(source, name);
      tryPattern(
        patterns,
        source,
        name,
        [...path, ...where],
        where[0] === 'regex' ? table.secretGroup : undefined,
      );
    }
  }
  const readPattern: PatternReader = (source, group) =>
    patterns.readPattern(source, {
      name: nameFor(source, names, file),
      ...(group === undefined ? {} : { group }),
    });
  return { rules: tables.map(ruleOf), readPattern };
}

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

/** Every pattern of a rule, with the keys that lead to it. */
function sourcesOf({
  regex,
  path,
  admit = [],
}: RuleTable): (readonly [string, readonly (string | number)[]])[] {
  const found: (readonly [string, readonly (string | number)[]])[] = [];
  if (regex !== undefined) found.push([regex, ['regex']]);
  if (path !== undefined) found.push([path, ['path']]);
  for (const [index, { label, context }] of admit.entries()) {
    if (label !== undefined) found.push([label, ['admit', index, 'label']]);
    if (context !== undefined) found.push([context, ['admit', index, 'context']]);
  }
  return found;
}

function tryPattern(
  patterns: UserPatterns,
  source: string,
  name: string,
  path: readonly (string | number)[],
  group: number | undefined,
): void {
  try {
    patterns.readPattern(source, { name, ...(group === undefined ? {} : { group }) });
  } catch (cause) {
    throw patternMistake(path, cause);
  }
}

/** A rule with bounds is compiled to a longer pattern, which holds the one that was written. */
const nameFor = (source: string, names: ReadonlyMap<string, string>, file: string): string =>
  names.get(source) ?? [...names].find(([written]) => source.includes(written))?.[1] ?? file;

/** A rule without what is for `rules check` alone. */
function ruleOf({ examples: _, ...rule }: RuleTable): Rule {
  return Object.fromEntries(
    Object.entries(rule).filter(([, value]) => value !== undefined),
  ) as unknown as Rule;
}
