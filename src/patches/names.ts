/** The names in a patch: `--- a/src/x.ts`, `+++ "b/na\303\257ve"`, `diff --git a/x b/x`. One character is one byte. */

/** What the headers of one file say of its name. */
export interface NameLines {
  /** `diff --git a/x b/x`, `diff --cc x`: without the first two words. */
  readonly git?: { readonly text: string; readonly isCombined: boolean };
  /** Of `rename to` or `copy to`, which have no prefix. */
  readonly to?: string;
}

/** A name without quotes, and as it stands in the patch; undefined for /dev/null. */
interface Name {
  readonly text: string;
  readonly raw: string;
}

/** The path of a changed file, from its `---` and `+++` lines; of one that is deleted, the old path. */
export function pathIn(oldLine: string, newLine: string, { git, to }: NameLines): string {
  const [before, after] = [nameIn(oldLine), nameIn(newLine)];
  const name = after ?? before ?? nameIn(to ?? '') ?? { text: '', raw: '' };
  if (after !== undefined && to !== undefined) return unquoted(to);
  if (git?.isCombined) return unquoted(git.text);
  const other = before !== undefined && after !== undefined ? before.text : otherHalf(git?.text, name.raw);
  if (other === undefined) return name.text.replace(/^[ab]\//, '');
  return withoutPrefix(name.text, other);
}

/** The path of a file whose content does not stand in the patch, for it is binary. */
export function pathInHeader({ git, to }: NameLines): string {
  if (to !== undefined) return unquoted(to);
  const text = git?.text ?? '';
  if (git?.isCombined) return unquoted(text);
  const half = (text.length - 1) / 2;
  return text[half] === ' '
    ? withoutPrefix(unquoted(text.slice(half + 1)), unquoted(text.slice(0, half)))
    : text;
}

/** git's prefixes: of old and new side, of what is compared (diff.mnemonicPrefix), and of --no-index. */
const prefix = /^[abciow12]\//;

/** A prefix is a letter that the two sides do not share; with diff.noprefix there is none. */
const withoutPrefix = (name: string, other: string): string =>
  prefix.test(name) && prefix.test(other) && name[0] !== other[0] ? name.slice(2) : name;

/** The other name in `diff --git a/x b/x`. */
function otherHalf(text: string | undefined, name: string): string | undefined {
  if (text?.endsWith(` ${name}`)) return unquoted(text.slice(0, -name.length - 1));
  return text?.startsWith(`${name} `) ? unquoted(text.slice(name.length + 1)) : undefined;
}

/** A date may stand behind a tab. */
function nameIn(text: string): Name | undefined {
  const quotedName = /^"(?:[^"\\]|\\.)*"/.exec(text)?.[0];
  const raw = quotedName ?? text.split('\t', 1)[0]!;
  return raw === '/dev/null' ? undefined : { text: unquoted(raw), raw };
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
};

/** As git quotes names: escapes of C, a byte in three octal digits. */
export function unquoted(text: string): string {
  if (!/^".*"$/s.test(text)) return text;
  return text
    .slice(1, -1)
    .replace(/\\([0-3][0-7]{2}|.)/gs, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
    );
}
