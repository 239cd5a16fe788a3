import { type PatternOptions, readPattern } from '../../src/patterns/pattern.ts';

/** Text as the scanner has it: a character is a byte of UTF-8. */
export const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

/** What a pattern takes for secrets in a text. */
export function secretsIn(source: string, text: string, options: Partial<PatternOptions> = {}): string[] {
  const bytes = bytesOf(text);
  const matches = readPattern(source, { name: 'a test', ...options }).matchesIn(bytes);
  return matches.map(({ start, end }) => Buffer.from(bytes.slice(start, end), 'latin1').toString());
}
