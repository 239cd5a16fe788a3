/** The one of some words that is meant by a word with a slip or two in it; undefined where none is near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const slips = words.map((one) => ({ one, count: distance(word, one) }));
  return slips
    .filter(({ one, count }) => count <= 0.4 * Math.max(word.length, one.length))
    .sort((one, other) => one.count - other.count)[0]?.one;
}

/** How many letters are to be put in, taken out or changed. */
function distance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [row, letter] of [...from].entries()) {
    const line = [row + 1];
    for (let at = 0; at < to.length; at++)
      line.push(Math.min(line[at]! + 1, above[at + 1]! + 1, above[at]! + (letter === to[at] ? 0 : 1)));
    above = line;
  }
  return above[to.length]!;
}
