import { start } from './program.ts';

try {
  start('hook');
} catch (error) {
  // Nothing of a repository has been read yet.
  const { code, message, stack } = error as NodeJS.ErrnoException;
  process.stderr.write(
    `keyhalt: stopped, its own program cannot be loaded: ${code === undefined ? stack : message}. Install keyhalt again.\n`,
  );
}
