/** How `keyhalt fix` shows what it would do, and what it did. No line holds a secret. */
import { maskedDiff } from '../../fixing/masked-diff.ts';
import { quote } from '../../model/quote.ts';
import { decodeBytes, visible } from '../../model/visible.ts';
import type { Scanner } from '../../scan/scanner.ts';
import type { Edit, Edits, FileEdit, LeftThere } from './edits.ts';
import type { Content, KnownFile } from './files.ts';

/** The diff, file by file, with every secret masked. */
export function diffLines({ files, ignoring, notes }: Edits, scanner: Scanner): readonly string[] {
  return [
    ...files.flatMap((edit) => [...diffOf(edit, scanner), ...warnings(edit)]),
    ...ignoring.flatMap(({ path, added }) => [
      path,
      ...added.filter((line) => line !== '').map((line) => `  + ${visible(line)}`),
    ]),
    ...notes.map((note) => `note: ${note}`),
  ];
}

function diffOf({ file, work, index, untracked }: FileEdit, scanner: Scanner): string[] {
  const { shown } = file;
  if (untracked) return [`${shown}: taken out of the index; the file stays on the disk`];
  if (work === undefined && index === undefined)
    return [`${shown}: stays on the disk, and is ignored from now on`];
  const isSame = work !== undefined && index?.old.bytes.equals(work.old.bytes);
  const side = (edit: Edit<Content> | undefined, where: string) =>
    edit === undefined ? [] : [`${shown}${where}`, ...changed(edit, scanner)];
  if (isSame) return side(work, '');
  return [...side(index, ' (staged)'), ...side(work, file.index === undefined ? '' : ' (work tree)')];
}

function changed({ old, replacements }: Edit<Content>, scanner: Scanner): string[] {
  const text = old.bytes.toString('latin1');
  const values = old.secrets.map(({ start, end, masked }) => ({ value: text.slice(start, end), masked }));
  // A value may stand once more on the line, glued to something.
  const safe = (part: string) => {
    const masked = values.reduce(
      (out, one) => (one.value === '' ? out : out.replaceAll(one.value, one.masked)),
      part,
    );
    const bytes = Buffer.from(masked, 'latin1');
    return visible(scanner.redact(decodeBytes(bytes)).replaceAll('\t', '  '));
  };
  return maskedDiff(text, replacements, { secrets: old.secrets, safe }).map((line) => `  ${line}`);
}

/** A file with changes that are not staged is never touched without saying so. */
function warnings({ file, work, index }: FileEdit): string[] {
  if (work === undefined || file.index === undefined) return [];
  if (isSameText(work.old.bytes, file.index.bytes)) return [];
  return [
    `  ${file.shown} has changes that are not staged: they stay as they are, and ${index === undefined ? 'only the work tree is changed' : 'the secret goes from both'}.`,
  ];
}

/** git may have changed the ends of lines. */
const isSameText = (one: Buffer, other: Buffer): boolean =>
  one.equals(other) || withoutReturns(one) === withoutReturns(other);

const withoutReturns = (bytes: Buffer): string => bytes.toString('latin1').replaceAll('\r\n', '\n');

export const leftLines = (left: readonly LeftThere[]): readonly string[] =>
  left.map(({ shown, line, fingerprint, why }) => `left: ${shown}:${line} ${fingerprint}: ${why}`);

/** A name for a shell line; undefined where it could not be pasted, or must not be shown. */
export function shellName({ path, shown }: Pick<KnownFile, 'path' | 'shown'>): string | undefined {
  const name = path.toString('utf8');
  return name === shown && Buffer.from(name).equals(path) ? quote(name) : undefined;
}
