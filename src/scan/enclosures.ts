/** What a value is part of. */
export interface Enclosure {
  /** What is said in front of it: the key of a table, a call, the name of a section. */
  readonly head: string;
  /** What stands in it, the value's own line, too, as far as that is near. */
  readonly body: string;
  /** The same without the tables in braces that stand beside the value and end before it, or begin behind it. */
  readonly own: string;
}

/** Each in the next one. */
export type Enclosures = readonly Enclosure[];

/**
 * What encloses a value by brackets, and what does by indents and by sections, the innermost first.
 *
 * @param above the text in front of it, which begins with a whole line
 * @param behind the text behind it
 */
export function enclosuresOf(above: string, behind: string): readonly Enclosures[] {
  return [byBrackets(above, behind), byIndents(above, behind), bySection(above, behind)];
}

const enclosure = (head: string, above: string, behind: string): Enclosure => ({
  head,
  body: above + behind,
  get own() {
    return withoutTables(above) + withoutTables(behind);
  },
});

/** What no name and no bracket encloses: the lines up to the next empty ones. */
export const paragraphOf = (above: string, below: string): Enclosure =>
  enclosure('', above.split(gap).at(-1)!, below.split(gap)[0]!);

const gap = /\n[ \t\r]*\n/;

/** No variable that is filled in, such as `${HOST:minio}`. */
const closedTable = /(?<![$#{])\{[^{}]*\}/g;

/** What Terraform and others are told of AWS's services in a table of its own. */
const addresses = /\bendpoints(?:["']?\s{0,8}[:=])?\s{0,8}\{([^{}]*)\}/g;
const address = /[\w-]{1,40}(?=["']?\s{0,8}[:=]\s)/g;

function withoutTables(text: string): string {
  const outer = text
    .replace(addresses, (_, all: string) => all.replace(address, 'endpoint'))
    .replace(closedTable, ' ');
  return outer === text ? text : withoutTables(outer);
}

/** More of them around a value say nothing about it. */
const deepest = 5;

function byBrackets(above: string, behind: string): Enclosures {
  const found: Enclosure[] = [];
  let depth = 0;
  let end = 0;
  for (let at = above.length - 1; at >= 0 && found.length < deepest; at--) {
    if (closing.has(above[at]!)) depth++;
    if (!opening.has(above[at]!) || depth-- > 0) continue;
    depth = 0;
    end = endOfBracket(behind, end);
    found.push(enclosure(headAtEnd(above.slice(0, at)), above.slice(at + 1), behind.slice(0, end)));
  }
  return found;
}

const opening = new Set('([{');
const closing = new Set(')]}');

/** Behind the bracket that closes what is open at `from`. */
function endOfBracket(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (opening.has(text[at]!)) depth++;
    if (closing.has(text[at]!) && depth-- === 0) return at + 1;
  }
  return text.length;
}

/** What the last line says behind all that it says before, or the line above, where the bracket has a line of its own. */
function headAtEnd(text: string): string {
  const end = text.trimEnd();
  return end.slice(
    1 + Math.max(...[',', ';', '{', '}', '\n'].map((separator) => end.lastIndexOf(separator))),
  );
}

function byIndents(above: string, behind: string): Enclosures {
  const [own, ...before] = above.split('\n').reverse() as [string, ...string[]];
  const after = behind.split('\n');
  const found: Enclosure[] = [];
  let indent = indentOf(own);
  for (const [at, line] of before.entries()) {
    if (found.length === deepest) break;
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    const end = after.findIndex((one, nth) => nth > 0 && one.trim() !== '' && indentOf(one) <= indent);
    const lines = [...before.slice(0, at).reverse(), own].join('\n');
    found.push(enclosure(line, `${lines}\n`, after.slice(0, end === -1 ? undefined : end).join('\n')));
  }
  return found;
}

export const indentOf = (line: string): number => line.search(/[^ \t]|$/);

function bySection(above: string, behind: string): Enclosures {
  const section = [...above.matchAll(new RegExp(sectionLine, 'gm'))].at(-1);
  if (section === undefined) return [];
  const next = behind.search(new RegExp(sectionLine, 'm'));
  const start = section.index + section[0].length;
  return [enclosure(section[0], above.slice(start), behind.slice(0, next === -1 ? undefined : next))];
}

/** As in INI and TOML. */
export const sectionLine = /^[ \t]*\[{1,2}[\w .:"'-]{1,80}\]{1,2}[ \t]*\r?$/;
