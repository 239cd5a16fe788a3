import { endOfLine } from './hunk.ts';
import { unquoted } from './names.ts';

/** What the header of one change says of names. */
export interface Header {
  /** Lines that hold nothing but names which were there before the patch: where each begins and ends. */
  readonly known: readonly Span[];
  /** The path of a file that the change brings: it is new, copied, or was called otherwise. */
  readonly brought?: string;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

interface Line extends Span {
  readonly text: string;
}

/** What git writes between `diff --git` and the hunks. */
const extended =
  /^(?:(?:old|new|deleted file|new file) mode \d{6}|(?:dis)?similarity index \d+%|(?:rename|copy) (?:from|to) .+|index [0-9a-f]+\.\.[0-9a-f]+(?: \d{6})?|--- .+|\+\+\+ .+|Binary files .+ differ)$/;

/**
 * The header of git that begins there, as far as all of it is as git writes it: what only looks like one, such as a line
 * of a mail, tells of no names.
 *
 * @param at where a line begins that says `diff --git …`
 */
export function headerAt(bytes: Buffer, at: number): Header {
  const header = new HeaderLines(bytes, at);
  return ofTwoNames(header) ?? ofOneName(header) ?? { known: [] };
}

/** Of a file that was called otherwise, or is copied. */
function ofTwoNames(header: HeaderLines): Header | undefined {
  const [from, to] = ['from', 'to'].map(
    (way) => header.field(`rename ${way} `) ?? header.field(`copy ${way} `),
  );
  if (from === undefined || to === undefined) return undefined;
  const [old, path] = [from, to].map(({ text }) => text.replace(/^\w+ \w+ /, '')) as [string, string];
  const pair = pairsOf(old, path).find((one) => one.join(' ') === header.names);
  if (pair === undefined) return undefined;
  const before = header.field('--- ');
  return {
    known: [header.first, from, ...(before !== undefined && isName(before, pair[0]) ? [before] : [])],
    brought: unquoted(path),
  };
}

/** Of one that keeps its name, is new, or goes. */
function ofOneName(header: HeaderLines): Header | undefined {
  const { names } = header;
  const half = (names.length - 1) / 2;
  const [one, other] = [names.slice(0, half), names.slice(half + 1)];
  if (names[half] !== ' ' || withoutPrefix(one) !== withoutPrefix(other)) return undefined;
  if (header.field('new file mode ') !== undefined)
    return { known: [], brought: unquoted(withoutPrefix(one)) };
  if (!header.isChange) return undefined;
  const isKnown = (line: Line): boolean =>
    (/^--- /.test(line.text) && isName(line, one)) ||
    (/^\+\+\+ /.test(line.text) && isName(line, other)) ||
    isOfBoth(line, one, other);
  return { known: [header.first, ...header.lines.filter(isKnown)] };
}

/** A line that says `diff --git …`, and what git writes behind it. */
class HeaderLines {
  readonly first: Line;
  readonly lines: readonly Line[];
  /** Both names, a blank between them. */
  readonly names: string;
  readonly #behind: string;

  constructor(bytes: Buffer, at: number) {
    const { lines, behind } = linesAt(bytes, at);
    const [first, ...more] = lines;
    [this.first, this.lines, this.#behind] = [first!, more, behind];
    this.names = first!.text.slice('diff --git '.length);
  }

  field(name: string): Line | undefined {
    return this.lines.find(({ text }) => text.startsWith(name));
  }

  /** Whether it goes on as the header of a change does. */
  get isChange(): boolean {
    const has = (...names: readonly string[]) => names.every((name) => this.field(name) !== undefined);
    return (
      has('old mode ') ||
      has('deleted file mode ') ||
      has('Binary files ') ||
      (has('--- ', '+++ ') && this.#behind.startsWith('@@ ')) ||
      this.#behind === 'GIT binary patch'
    );
  }
}

/** The lines of a header, and the line behind it. */
function linesAt(bytes: Buffer, at: number): { readonly lines: readonly Line[]; readonly behind: string } {
  const lines: Line[] = [];
  for (let from = at; from < bytes.length; ) {
    const to = endOfLine(bytes, from);
    // A tab stands behind a name with blanks in it.
    const text = bytes.toString('latin1', from, Math.min(to, from + longestLine)).replace(/\t?\r?\n$/, '');
    if (lines.length > 0 && !extended.test(text)) return { lines, behind: text };
    lines.push({ from, to, text });
    from = to;
  }
  return { lines, behind: '' };
}

/** No path is longer, however it is quoted, in bytes. */
const longestLine = 64 * 1024;

/** git's prefixes: see `names.ts`; with diff.noprefix there is none. */
const prefixes = ['', ...Array.from('abciow12', (letter) => `${letter}/`)];

const withoutPrefix = (name: string): string => name.replace(/^("?)[abciow12]\//, '$1');

/** Both names as they may stand behind `diff --git`. */
const pairsOf = (old: string, path: string): readonly (readonly [string, string])[] =>
  prefixes.flatMap((one) => prefixes.map((other) => [prefixed(old, one), prefixed(path, other)] as const));

const prefixed = (name: string, prefix: string): string =>
  name.startsWith('"') ? `"${prefix}${name.slice(1)}` : prefix + name;

/** Whether a line behind `---` or `+++` has this name, or none. */
const isName = ({ text }: Line, name: string): boolean => [name, '/dev/null'].includes(text.slice(4));

const isOfBoth = ({ text }: Line, one: string, other: string): boolean =>
  [one, '/dev/null'].some((old) =>
    [other, '/dev/null'].some((now) => text === `Binary files ${old} and ${now} differ`),
  );
