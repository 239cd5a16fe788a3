/**
 * A `.gitignore` with one more line, which names a file beside it or below; undefined where no line can name it.
 *
 * @param text of the file so far, one byte a character; empty where there is none
 * @param path of the file from the folder of the `.gitignore`, with /, one byte a character
 */
export function withIgnored(text: string, path: string): string | undefined {
  const pattern = patternFor(path);
  if (pattern === undefined) return undefined;
  const lineEnd = /\r\n/.test(text) ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  // The last line that speaks of a file counts: one further up may be taken back further down.
  if (lines.filter((line) => line !== '').at(-1) === pattern) return text;
  const gap = text === '' || text.endsWith('\n') ? '' : lineEnd;
  return `${text}${gap}${pattern}${lineEnd}`;
}

/** Anchored by its slash, so that it names this file alone. What means something in a pattern is escaped. */
function patternFor(path: string): string | undefined {
  if (/[\r\n]/.test(path)) return undefined;
  return `/${path.replace(/[\\*?[\]]/g, '\\$&').replace(/ +$/, (blanks) => blanks.replaceAll(' ', '\\ '))}`;
}
