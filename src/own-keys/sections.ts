import { Unreadable } from './files.ts';
import { unquoted } from './own-key.ts';

/** `[profile x]` with what stands below it. */
export interface Section {
  /** undefined for what stands in front of the first header, or below one without an end. */
  readonly kind: 'profile' | 'sso-session' | 'services' | undefined;
  readonly name: string;
  /** Names in lower case. A name may occur twice. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

/**
 * Reads a credentials or config file as widely as any of its readers, for no key in it may be missed.
 *
 * They do not agree. The CLI (Python's configparser) takes `name: value`, NAMES and [profile "with blanks"], which the
 * SDK for JavaScript passes over without a word; that one in turn takes a section twice, a byte order mark, and
 * comments behind a value, at which the CLI gives up or which it takes for a part of the value. So a line counts if one
 * of them would read it, and where a section stands twice, both count.
 *
 * Nested settings (`s3 =` with indented lines below) are read like the others: no name of a credential is among them.
 *
 * @throws Unreadable when there is something, and not under a single header
 */
export function sectionsIn(text: string): readonly Section[] {
  // What trim takes away includes the byte order mark, and the blanks that come with a copy from a web page.
  const lines = text.split(/[\r\n]/).map((line) => line.trim());
  const contents = lines.filter((line) => line !== '' && !/^[#;]/.test(line));
  let current = sectionOf(undefined);
  const sections = [current];
  for (const line of contents) {
    if (line.startsWith('[')) {
      current = sectionOf(/^\[([^\]]*)\]/.exec(line)?.[1]);
      sections.push(current);
    } else {
      current.settings.push(...settingIn(line));
    }
  }
  if (contents.length > 0 && sections.every(({ kind }) => kind === undefined))
    throw new Unreadable('holds no profile');
  return sections;
}

/** In the credentials file a header is the bare name; `[default]` is so in both. */
function sectionOf(header: string | undefined): Section & { settings: [string, string][] } {
  if (header === undefined) return { kind: undefined, name: '', settings: [] };
  const [, kind, name] = /^(?:(profile|sso-session|services)\s)?(.*)$/s.exec(header.trim())!;
  return { kind: (kind ?? 'profile') as Section['kind'], name: unquoted(name!.trim()), settings: [] };
}

function settingIn(line: string): [string, string][] {
  const end = line.search(/[=:]/);
  if (end === -1) return [];
  const value = line.slice(end + 1).replace(/\s[;#].*$/s, '');
  return [[line.slice(0, end).trim().toLowerCase(), value.trim()]];
}
