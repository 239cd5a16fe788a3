/**
 * Where a key stands in a TOML text, as `line:column`, both from 1; `1:1` when it is written in a way that this
 * simple search does not know (dotted keys, inline tables).
 *
 * @param path keys and, for `[[tables]]`, their index: ['allow', 1, 'paths']
 */
export function positionOf(text: string, path: readonly (string | number)[]): string {
  const lines = text.split('\n');
  let [from, to] = [0, lines.length];
  let found = '1:1';
  for (const [depth, part] of path.entries()) {
    if (typeof part === 'number') continue;
    const next = path[depth + 1];
    const line = lineOf(lines, part, { from, to, skip: typeof next === 'number' ? next : 0 });
    if (line === -1) return found;
    found = `${line + 1}:${lines[line]!.search(/\S/) + 1}`;
    // What belongs to a table stands in front of the next one.
    const nextTable = lines.findIndex((content, index) => index > line && /^\s*\[/.test(content));
    [from, to] = [line, nextTable === -1 ? lines.length : nextTable];
  }
  return found;
}

function lineOf(
  lines: readonly string[],
  key: string,
  { from, to, skip }: { readonly from: number; readonly to: number; readonly skip: number },
): number {
  const pattern = new RegExp(`^\\s*(?:\\[{1,2}\\s*)?["']?${literally(key)}["']?\\s*(?:[=.\\]]|$)`);
  let left = skip;
  return lines.findIndex((line, index) => index >= from && index < to && pattern.test(line) && left-- === 0);
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
