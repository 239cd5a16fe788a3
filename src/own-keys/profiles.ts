import type { OwnKey } from './own-key.ts';
import type { Section } from './sections.ts';

/** `aws_security_token` is the old name; the CLI still reads it, and before the new one. */
const kinds: ReadonlyMap<string, OwnKey['kind']> = new Map([
  ['aws_access_key_id', 'access-key-id'],
  ['aws_secret_access_key', 'secret-access-key'],
  ['aws_session_token', 'session-token'],
  ['aws_security_token', 'session-token'],
]);

/** The keys that stand in the files of profiles. What `credential_process` names is never run. */
export function keysInSections(sections: readonly Section[], file: string): readonly OwnKey[] {
  return sections.flatMap((section) =>
    section.settings.flatMap(([name, value]) => {
      const kind = kinds.get(name);
      return kind === undefined ? [] : [{ value, kind, owner: ownerOf(section, file) }];
    }),
  );
}

const ownerOf = ({ kind, name }: Section, file: string): string =>
  kind === undefined ? `file ${file}` : `${kind} ${name}`;
