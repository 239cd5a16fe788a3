/** A word for a POSIX shell. Inside single quotes everything is itself but the quote. */
export const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** The shell that comes with Git for Windows takes C:/… */
export const shellPath = (path: string): string =>
  process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
