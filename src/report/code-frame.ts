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

/** At most `room` characters of the line, with the marked ones among them. */
function cutAround(characters: readonly string[], start: number, length: number, room: number) {
  if (columnsOf(characters.join('')) <= room) return { text: characters, start, length };
  const kept = Math.min(length, room - 2);
  const spare = Math.max(0, room - kept - 2);
  const from = Math.max(0, start - Math.min(start, Math.ceil(spare * 0.7)));
  const to = Math.min(characters.length, from + room - 2);
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
