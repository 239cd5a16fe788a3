import type { Pattern } from '../model/pattern.ts';
import { GlobError, readGlob } from './glob.ts';
import { Mistake, patternMistake, unknownRule } from './mistake.ts';
import type { AllowEntry, Policy } from './policy.ts';
import type { AllowTable } from './schema.ts';
import type { UserPatterns } from './user-rules.ts';

type Path = readonly (string | number)[];

interface AllowContext {
  readonly ids: readonly string[];
  readonly file: string;
  readonly now: Date;
  readonly patterns: UserPatterns | undefined;
}

/** The entries that count, and those that no longer do. @throws Mistake */
export function allowEntries(
  tables: readonly AllowTable[],
  context: AllowContext,
): Pick<Policy, 'allow' | 'patterns' | 'expired'> {
  const patterns: Pattern[] = [];
  const allow: AllowEntry[] = [];
  const expired: string[] = [];
  for (const [index, table] of tables.entries()) {
    const name = `${context.file}, allow entry ${index + 1}`;
    checkEntry(table, index, context);
    const isOver = table.expires !== undefined && context.now >= endOf(table.expires);
    // A mistake is one in what has expired, too.
    const entry = entryOf(table, index, name, isOver ? [] : patterns, context);
    if (isOver) expired.push(name);
    else allow.push(entry);
  }
  return { allow, patterns, expired };
}

/** A day counts to its end. */
const endOf = (expires: Date): Date => new Date(expires.getTime() + 24 * 60 * 60 * 1000);

function checkEntry(table: AllowTable, index: number, { ids }: AllowContext): void {
  const { paths, rules, fingerprints, values } = table;
  if (!(paths || rules || fingerprints || values)) {
    throw new Mistake(
      ['allow', index, 'reason'],
      'an allow entry needs paths, rules, fingerprints or values, or it would allow everything',
    );
  }
  const unknown = rules?.findIndex((rule) => !ids.includes(rule)) ?? -1;
  if (unknown !== -1) throw unknownRule(['allow', index, 'rules', unknown], rules![unknown]!, ids);
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
    ...(paths ? { paths: pathTest(paths, ['allow', index, 'paths']) } : {}),
    ...(rules ? { rules } : {}),
    ...(fingerprints ? { fingerprints } : {}),
    ...(values ? { values: values.map(read) } : {}),
  };
}

/** A path counts when one of the globs fits it, and none of those that begin with ! does. */
function pathTest(globs: readonly string[], where: Path): (path: string) => boolean {
  const read = (isTaken: boolean) =>
    globs.flatMap((glob, at) =>
      glob.startsWith('!') === isTaken ? [readAt(glob.slice(isTaken ? 1 : 0), [...where, at])] : [],
    );
  const [given, taken] = [read(false), read(true)];
  if (given.length === 0)
    throw new Mistake(where, 'globs with ! in front only take away: name first what they are taken from');
  return (path) => given.some((fits) => fits(path)) && !taken.some((fits) => fits(path));
}

function readAt(glob: string, where: Path): (path: string) => boolean {
  try {
    return readGlob(glob);
  } catch (error) {
    throw error instanceof GlobError ? new Mistake(where, error.message) : error;
  }
}
