/** The shell that comes with Git for Windows takes C:/… */
export const shellPath = (path: string): string =>
  process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
