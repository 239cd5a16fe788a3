import { start } from './program.ts';

try {
  start('hook');
} catch (error) {
  // Nothing of a repository has been read yet.
  const { code, hint, message, stack } = error as NodeJS.ErrnoException & { hint?: string };
  const why = (code ?? hint) === undefined ? stack : message;
  process.stderr.write(
    `keyhalt: stopped, its own program cannot be loaded: ${why}. Install keyhalt again.\n`,
  );
}
