/** The file that `git filter-repo --replace-text` and `--replace-message` read: which bytes become which. */

const shown = '***REMOVED***';

/**
 * A line for each way in which a secret is written. They hold the secret itself.
 *
 * filter-repo takes a line apart at its last `==>`, so that a value may hold that, too; what follows `literal:` is taken
 * as it is, also `regex:` and `glob:`. A value of several lines is none of its literals: it becomes an expression of
 * Python in which everything but letters and digits is escaped.
 */
export function replaceLines(values: readonly Uint8Array[]): Buffer {
  const written = [...new Set(values.map((value) => Buffer.from(value).toString('latin1')))];
  // A longer one may hold a shorter one, which must not be taken out of it first.
  written.sort((a, b) => b.length - a.length);
  return Buffer.from(written.map((value) => `${lineFor(value)}==>${shown}\n`).join(''), 'latin1');
}

const lineFor = (value: string): string =>
  /[\r\n]/.test(value) ? `regex:${value.replace(/[^A-Za-z0-9]/g, escaped)}` : `literal:${value}`;

const escaped = (char: string): string => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
