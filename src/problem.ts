import { rules } from './commit.ts';
import { UserError } from './model/user-error.ts';
import { visible } from './model/visible.ts';
import { Scanner } from './scan/scanner.ts';

declare const KEYHALT_VERSION: string;

/** What went wrong and how to mend it, safe to print: nothing that git or a file said gets out unmasked. */
export function explainProblem(error: unknown): { readonly message: string; readonly hint: string } {
  const safe = (text: string) => visible(new Scanner(rules).redact(text));
  if (error instanceof UserError) return { message: safe(error.message), hint: safe(error.hint) };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 4) : [];
  return {
    message: `keyhalt itself failed: ${safe(message)}`,
    hint: `Nothing was judged. Please report this with: keyhalt ${KEYHALT_VERSION}, node ${process.version}, ${stack.map((line) => safe(line.trim())).join(' ')}`,
  };
}

/** Two lines, for a terminal. */
export function problemText(error: unknown): string {
  const { message, hint } = explainProblem(error);
  return `keyhalt: ${message}\n         ${hint}\n`;
}
