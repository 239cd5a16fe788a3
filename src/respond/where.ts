/** Shell lines that read a credential from where it stands, into a variable, without showing it. */

import type { Appearance, Finding, PairedKey } from '../model/finding.ts';
import { isOid } from '../model/object.ts';
import { quote } from '../model/quote.ts';
import { isVisible } from '../model/visible.ts';
import { keyIdOf } from './kind.ts';

/** Where something stands, as far as a shell is to get it from there. */
type Place = Partial<Pick<Appearance, 'path' | 'isFile' | 'archive' | 'blob' | 'commit' | 'line'>>;

/**
 * Lines that set KEY_ID to the key ID of a finding, or ask for it where it cannot be read: inside of archives, in
 * another encoding, or when the place is no longer there.
 */
export function readKeyId(finding: Finding): readonly string[] {
  const keyId = keyIdOf(finding);
  if (keyId === undefined) return [ask('KEY_ID', 'Key ID')];
  const middle = `[A-Z2-7]{${keyId.length - 8}}`;
  return read('KEY_ID', 'Key ID', placesOfKeyId(finding), {
    pattern: `${keyId.slice(0, 4)}${middle}${keyId.slice(-4)}`,
  });
}

/** What of a place is read, and what is made of it: `filter` begins with `|`. */
interface Reading {
  readonly pattern: string;
  readonly onItsLine?: boolean;
  readonly filter?: string;
}

/** As `readKeyId`, for what else stands at the finding's own places. */
export const readFrom = (
  { appearances }: Finding,
  variable: string,
  words: string,
  reading: Reading,
): readonly string[] => read(variable, words, appearances, reading);

/** The line that prints what can be made of a credential without showing the credential, where a shell can read it. */
export function printedFrom({ appearances }: Finding, reading: Reading): readonly string[] {
  const place = appearances.find((one) => printed(one) !== undefined);
  return place === undefined ? [] : filtered(place, reading);
}

/** Asks for it; nothing may follow in the same paste, for the shell would take that for the answer. */
export const ask = (variables: string, words: string): string =>
  `printf ${quote(`${words}: `)}; read -r ${variables}`;

function read(variable: string, words: string, places: readonly Place[], reading: Reading): string[] {
  const place = places.find((one) => printed(one) !== undefined);
  if (place === undefined) return [ask(variable, words)];
  const [first, second] = filtered(place, reading);
  return [`${variable}=$(${first}`, `${second})`, `[ -n "$${variable}" ] || { ${ask(variable, words)}; }`];
}

function filtered(place: Place, { pattern, onItsLine = false, filter = '' }: Reading): [string, string] {
  const line = onItsLine && place.line !== undefined ? ` | sed -n '${place.line}p'` : '';
  return [`${printed(place)}${line} |`, `  LC_ALL=C grep -aoE ${quote(pattern)} | head -n 1${filter}`];
}

/** What prints the text in which it stands. Only what is named beyond doubt is. */
function printed({ path = '', isFile, archive, blob, commit }: Place): string | undefined {
  if (archive !== undefined) return undefined;
  if (blob !== undefined && isOid(blob)) return `git cat-file blob ${blob}`;
  if (path === 'commit message' && commit !== undefined && isOid(commit))
    return `git cat-file commit ${commit}`;
  return isFile && isAsItIs(path) ? `cat -- ${quote(path)}` : undefined;
}

/** A path in which nothing was made visible or masked, and that is none of a name of a file. */
const isAsItIs = (path: string): boolean =>
  path !== '' && isVisible(path) && !/\\[ux]|\*{4}|^file name /.test(path);

/** Where the key ID stands: places of its own, or those that are told of the ID beside a secret. */
function placesOfKeyId({ pairedWith, appearances }: Finding): readonly Place[] {
  return pairedWith === undefined ? appearances : placesOfPaired(pairedWith, appearances);
}

function placesOfPaired(key: PairedKey, secrets: readonly Appearance[]): readonly Place[] {
  const { appearances = [], path, blob, line } = key;
  // What is told without places of its own stands beside the secret.
  const beside = secrets.filter((one) => one.path === path);
  return [...appearances, ...(blob === undefined ? [] : [{ path: path ?? '', blob, line }]), ...beside];
}
