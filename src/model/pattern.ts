/** A leading `(?i)` is how RE2, and so every peer's rule file, asks for case-insensitivity. */
export function compilePattern(source: string, flags = ''): RegExp {
  return source.startsWith('(?i)') ? new RegExp(source.slice(4), `${flags}i`) : new RegExp(source, flags);
}
