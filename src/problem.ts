import { mendingOf, whyRefused } from './model/file-error.ts';
import type { Problem } from './model/report.ts';
import { isUserError } from './model/user-error.ts';
import { visible } from './model/visible.ts';

declare const KEYHALT_VERSION: string;

/** In characters. */
const longestText = 500;

/**
 * What went wrong and how to mend it, safe to print: nothing that git or a file said gets out unmasked.
 *
 * @param redact takes secrets out of it
 */
export function problemOf(error: unknown, redact: (text: string) => string): Problem {
  const safe = (text: string) => visible(redact(text)).slice(0, longestText);
  if (isUserError(error)) return { message: safe(error.message), hint: safe(error.hint) };
  // A disk that is full, say, is nobody's mistake, wherever it is met.
  const mending = mendingOf(error);
  if (mending !== undefined) {
    const { path = 'a file' } = error as NodeJS.ErrnoException;
    return { message: safe(`${path} cannot be used: ${whyRefused(error)}`), hint: mending };
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const trace = (stack ?? '').split('\n').slice(1, 4);
  return {
    message: `keyhalt itself failed: ${safe(`${name}: ${message}`)}`,
    hint: `Nothing was judged. Please report this with: keyhalt ${KEYHALT_VERSION}, node ${process.version}, ${trace.map((line) => safe(line.trim())).join(' ')}`,
  };
}

/** Two lines, for a terminal. */
export const problemText = ({ message, hint }: Problem): string => `keyhalt: ${message}\n         ${hint}\n`;

/** What kept a scan from being complete: the first few, and how many more. */
export function problemsText(problems: readonly Problem[]): string {
  const shown = problems.slice(0, 3).map(problemText).join('');
  return problems.length > 3 ? `${shown}keyhalt: … and ${problems.length - 3} more of the kind\n` : shown;
}
