import type { Scanner } from './scanner.ts';

/**
 * Text that may quote a repository (a path, what git said) fit to be shown: as it is, unless something in it looks
 * like a credential; then every run of its letters is masked.
 */
export function redact(text: string, scanner: Scanner): string {
  const { suspicious } = scanner.scan(Buffer.from(text));
  return suspicious ? text.replace(/[A-Za-z0-9+/=]{16,}/g, '****') : text;
}
