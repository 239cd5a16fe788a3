/**
 * Where a key stands in a TOML text, as `line:column`, both from 1; `1:1` when it is written in a way that this
 * simple search does not know (dotted keys, inline tables).
 *
 * @param path keys and, for `[[tables]]`, their index: ['allow', 1, 'paths']
 */
export function positionOf(text: string, path: readonly (string | number)[]): string {
  const lines = text.split('\n');
  let from = 0;
  let found = '1:1';
  for (const [depth, part] of path.entries()) {
    if (typeof part === 'number') continue;
    const next = path[depth + 1];
    const pattern = new RegExp(`^\\s*(?:\\[{1,2}\\s*)?["']?${literally(part)}["']?\\s*(?:[=.\\]]|$)`);
    let left = typeof next === 'number' ? next : 0;
    const line = lines.findIndex((content, index) => index >= from && pattern.test(content) && left-- === 0);
    if (line === -1) return found;
    from = line;
    found = `${line + 1}:${lines[line]!.search(/\S/) + 1}`;
  }
  return found;
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
