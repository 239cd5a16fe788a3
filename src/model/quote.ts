/** A word for a POSIX shell. Inside single quotes everything is itself but the quote. */
export const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** The same, where it is needed at all. */
export const quoteIfNeeded = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word));
