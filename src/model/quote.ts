/** A word for a POSIX shell. Inside single quotes everything is itself but the quote. */
export const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
