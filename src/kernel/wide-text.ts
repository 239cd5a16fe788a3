/** What stands in a narrowed text where it was not wide text: no rule has it in an alphabet. */
export const foreignByte = 0x01;
/** … and for the second half of a character that takes two of UTF-16. */
export const trailingByte = 0x02;

/**
 * Writes text of two bytes a character, from `first` on, as one byte a character: the letter where the other byte is NUL,
 * otherwise `foreignByte` or `trailingByte`. A byte at the end that has no other half is foreign.
 *
 * @param letterAt which byte of a character is not NUL
 * @param out as long as there are characters
 */
export type Narrow = (bytes: Buffer, first: number, letterAt: 0 | 1, out: Buffer) => void;

/** What the upper byte begins with of the two halves of a character that takes two of UTF-16. */
const [firstHalf, secondHalf] = [0b110110, 0b110111];

export const narrow: Narrow = (bytes, first, letterAt, out) => {
  const next = 1 - letterAt;
  const whole = (bytes.length - first) >> 1;
  out.fill(foreignByte, Math.max(0, whole));
  for (let k = 0, i = first; k < whole; k++, i += 2) {
    const [letter, upper] = [bytes[i + letterAt]!, bytes[i + next]!];
    if (upper === 0 && letter !== trailingByte) out[k] = letter;
    else if (upper >> 2 === secondHalf && k > 0 && bytes[i - 2 + next]! >> 2 === firstHalf)
      out[k] = trailingByte;
    else out[k] = foreignByte;
  }
};
