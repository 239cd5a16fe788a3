export interface OwnKey {
  /** The credential's text. Never leaves the scanner. */
  readonly value: string;
  /** A `sso-token` is whatever a sign-in left behind: of IAM Identity Center, of `aws login`, of a registered client. */
  readonly kind: 'access-key-id' | 'secret-access-key' | 'session-token' | 'sso-token' | 'bearer-token';
  /**
   * In words: `profile prod-admin`, `environment (AWS_SECRET_ACCESS_KEY)`, `cached session of profile x`.
   *
   * Names of profiles and files stand in it as they are. One may hold control characters, or a key that was pasted
   * in the wrong place: whoever prints it masks it first.
   */
  readonly owner: string;
}

/** Shorter than any credential: `test`, `minioadmin`, `localstack`. */
const shortest = 16;

/**
 * Each value once, with all its owners, in the order in which they were found. Without what is too short, and without
 * the keys of AWS's documentation, which stand in any number of files.
 */
export function distinct(found: Iterable<OwnKey>): readonly OwnKey[] {
  const byValue = new Map<string, { kind: OwnKey['kind']; owners: Set<string> }>();
  for (const { value: written, kind, owner } of found) {
    const value = unquoted(written.trim());
    if (value.length < shortest || value.includes('EXAMPLE')) continue;
    const known = byValue.get(value);
    if (known === undefined) byValue.set(value, { kind, owners: new Set([owner]) });
    else known.owners.add(owner);
  }
  return [...byValue].map(([value, { kind, owners }]) => ({ value, kind, owner: [...owners].join(', ') }));
}

/** The SDKs take quotes for a part of the value, and the key does not work. It is a key all the same. */
export const unquoted = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
