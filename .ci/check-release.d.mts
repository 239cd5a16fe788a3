/**
 * The release notes for a tag.
 *
 * @throws Error that says what has to be mended first
 */
export function notesFor(
  tag: string,
  release: { readonly version: string; readonly repository?: unknown; readonly changelog: string },
): string;
