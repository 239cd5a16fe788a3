import type { Appearance } from '../model/finding.ts';

/** East Asian characters and emoji take two columns of a terminal. */
const wide =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u;

/** The leaked line, cut to the terminal's width around the secret, and marks below what is masked. */
export function codeFrame(
  { excerpt, mark, line }: Appearance,
  width: number,
  paint: (text: string) => string,
): string[] {
  const gutter = `  ${line} | `;
  const room = Math.max(20, width - gutter.length);
  const { text, start, length } = cutAround([...excerpt], mark.start, mark.length, room);
  const before = text.slice(0, start).join('');
  const secret = text.slice(start, start + length).join('');
  const blank = ' '.repeat(`${line}`.length);
  return [
    `${gutter}${before}${paint(secret)}${text.slice(start + length).join('')}`,
    `  ${blank} | ${' '.repeat(columnsOf(before))}${paint('^'.repeat(Math.max(1, columnsOf(secret))))}`,
  ];
}

/** At most `room` columns of the line, with the marked characters among them. */
function cutAround(characters: readonly string[], start: number, length: number, room: number) {
  if (columnsOf(characters.join('')) <= room) return { text: characters, start, length };
  const ellipses = 2;
  let from = start;
  let to = start;
  let left = room - ellipses;
  const take = (index: number): boolean => {
    const width = columnsOf(characters[index] ?? '');
    if (index < 0 || index >= characters.length || width > left) return false;
    left -= width;
    return true;
  };
  while (to < start + length && take(to)) to++;
  // Names stand in front: twice as much of that side is shown while there is room.
  for (let grows = true; grows; ) {
    grows = false;
    for (const _ of [1, 2]) if (take(from - 1)) [from, grows] = [from - 1, true];
    if (take(to)) [to, grows] = [to + 1, true];
  }
  const text = [
    ...(from > 0 ? ['…'] : []),
    ...characters.slice(from, to),
    ...(to < characters.length ? ['…'] : []),
  ];
  return { text, start: start - from + (from > 0 ? 1 : 0), length: Math.min(length, to - start) };
}

const columnsOf = (text: string): number => {
  let columns = 0;
  for (const char of text) columns += wide.test(char) ? 2 : 1;
  return columns;
};
