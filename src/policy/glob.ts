/** A glob that is not understood, or that could match no path. Neither quotes it: a path may hold a secret. */
export class GlobError extends Error {}

/** Longer ones are taken for a mistake, in characters; so are braces that stand for more globs than that. */
const longest = 1000;
const mostAlternatives = 1000;

/**
 * Reads a glob for paths from the top, with /. Nothing in it is tried again and again: it takes no longer than the
 * path is long, times its own length.
 *
 * `*` is any characters but /, `?` is one of them, `[a-z]` one of these, `[!a-z]` one that is not; `**` between slashes
 * is any folders, also none, and at the end all that is below; `{a,b}` is one of both. Braces without a comma, and all
 * else, stand for themselves.
 *
 * @throws GlobError
 */
export function readGlob(source: string): (path: string) => boolean {
  if (source === '') throw new GlobError('a glob must not be empty');
  if (source.length > longest) throw new GlobError(`a glob of more than ${longest} characters fits no path`);
  if (source.includes('\\')) throw new GlobError('write paths with /, not with \\');
  const globs = alternatives(source.match(tokens)!).map(segmentsOf);
  return (path) => {
    const folders = path.split('/').map((name) => [...name]);
    return globs.some((glob) => fits(folders, glob));
  };
}

/** Classes, and single characters. */
const tokens = /\[[!^]?.[^\]]*\]|./gsu;

/** What one item of a sequence must be; `any` stands for any number of items. */
type Part<T> = ((item: T) => boolean) | 'any';

/** Whether a sequence is made of these parts. Of several `any` only the last one is ever tried again. */
function fits<T>(items: readonly T[], parts: readonly Part<T>[]): boolean {
  let [item, part, lastAny, retry] = [0, 0, -1, 0];
  while (item < items.length) {
    const wanted = parts[part];
    if (wanted === 'any') {
      lastAny = part++;
      retry = item;
    } else if (wanted?.(items[item]!)) {
      part++;
      item++;
    } else if (lastAny === -1) return false;
    else {
      part = lastAny + 1;
      item = ++retry;
    }
  }
  return parts.slice(part).every((rest) => rest === 'any');
}

type Name = readonly string[];

function segmentsOf(glob: string): Part<Name>[] {
  if (glob.startsWith('/'))
    throw new GlobError('paths start at the top of the repository: take the / in front away');
  if (glob.endsWith('/'))
    throw new GlobError('no path ends with /: write ** behind it for all that is below');
  const segments = glob.split('/');
  return segments.flatMap((segment, index): Part<Name>[] => {
    if (segment === '') throw new GlobError('no path has two / in a row');
    if (segment === '.' || segment === '..')
      throw new GlobError('paths start at the top of the repository: take . and .. away');
    if (segment === '**') return index === segments.length - 1 ? ['any', () => true] : ['any'];
    if (segment.includes('**'))
      throw new GlobError('** must stand alone between slashes: **/*.env, not **.env');
    const parts = partsOf(segment);
    return [(name) => fits(name, parts)];
  });
}

function partsOf(segment: string): Part<string>[] {
  const parts: Part<string>[] = [];
  for (let rest = segment; rest !== ''; ) {
    const [, negated, members] = /^\[([!^]?)(.[^\]]*)\]/su.exec(rest) ?? [];
    if (members !== undefined) {
      parts.push(classOf(members, negated !== ''));
      rest = rest.slice(members.length + negated!.length + 2);
      continue;
    }
    const char = String.fromCodePoint(rest.codePointAt(0)!);
    if (char === '[') throw new GlobError('a [ is not closed; the character itself is [[]');
    parts.push(char === '*' ? 'any' : char === '?' ? () => true : (other) => other === char);
    rest = rest.slice(char.length);
  }
  return parts;
}

function classOf(members: string, negated: boolean): (char: string) => boolean {
  if (members.includes('[:')) throw new GlobError('write ranges such as [a-z], not [:alpha:]');
  const ranges: (readonly [number, number])[] = [];
  const chars = [...members].map((char) => char.codePointAt(0)!);
  for (let i = 0; i < chars.length; i++) {
    const isRange = chars[i + 1] === hyphen && i + 2 < chars.length;
    const [first, last] = [chars[i]!, chars[isRange ? i + 2 : i]!];
    if (first > last) throw new GlobError('a range in [ ] ends before it begins');
    ranges.push([first, last]);
    if (isRange) i += 2;
  }
  return (char) => {
    const code = char.codePointAt(0)!;
    return ranges.some(([first, last]) => code >= first && code <= last) !== negated;
  };
}

const hyphen = 0x2d;

/** The globs that a glob with braces stands for; braces that are left in them are characters. */
function alternatives(tokens: readonly string[]): string[] {
  let globs = [''];
  for (let at = 0; at < tokens.length; at++) {
    let next = [tokens[at]!];
    if (tokens[at] === '}') throw new GlobError('a } closes nothing; the character itself is [}]');
    if (tokens[at] === '{') {
      const { options, end } = bracesAt(tokens, at);
      const [first, ...others] = options.map(alternatives);
      next = others.length === 0 ? first!.map((glob) => `{${glob}}`) : [first!, ...others].flat();
      at = end;
    }
    globs = globs.flatMap((glob) => next.map((part) => glob + part));
    if (globs.length > mostAlternatives)
      throw new GlobError(`braces that stand for more than ${mostAlternatives} globs`);
  }
  return globs;
}

/** What stands between the commas of the braces that open here, and where they close. */
function bracesAt(tokens: readonly string[], open: number): { options: string[][]; end: number } {
  const options: string[][] = [[]];
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token === '}' && --depth === 0) {
      if (options.length === 1 && /^\w+\.\.\w+$/.test(options[0]!.join('')))
        throw new GlobError('braces hold a list: {1,2,3}, not {1..3}');
      return { options, end: at };
    }
    if (token === ',' && depth === 1) options.push([]);
    else if (depth > 0) options.at(-1)!.push(token);
    if (token === '{') depth++;
  }
  throw new GlobError('a { is not closed; the character itself is [{]');
}
