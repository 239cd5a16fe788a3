import { createHash } from 'node:crypto';
import type { Section } from './sections.ts';

/** Who is behind a cache file: tells it from the file's name, and from the role that its session has. */
export type CacheOwners = (file: string, role: string | undefined) => readonly string[];

/**
 * The CLI and the SDKs name a cache file by a hash of what the profile says about it (botocore 1.44: SSOTokenLoader,
 * SSOCredentialFetcher, generate_login_cache_key). That of an assumed role hashes every option of the call, so there
 * the role in the file is compared instead.
 */
export function cacheOwners(sections: readonly Section[]): CacheOwners {
  const owners = new Map<string, Set<string>>();
  for (const section of sections) {
    for (const mark of marksOf(section)) {
      const names = owners.get(mark) ?? new Set();
      owners.set(mark, names.add(`${section.kind} ${section.name}`));
    }
  }
  return (file, role) => [
    ...(owners.get(file.replace(/\.json$/, '')) ?? (role && owners.get(roleMark(role))) ?? []),
  ];
}

function* marksOf({ kind, name, settings }: Section): Generator<string> {
  if (kind === 'sso-session') yield sha1(name);
  if (kind !== 'profile') return;
  const said = Object.fromEntries(settings);
  const { role_arn, login_session, sso_session, sso_start_url, sso_account_id, sso_role_name } = said;
  if (role_arn) yield roleMark(role_arn);
  if (login_session) yield createHash('sha256').update(login_session).digest('hex');
  if (sso_start_url && !sso_session) yield sha1(sso_start_url);
  if (sso_account_id && sso_role_name) {
    const from = sso_session ? { sessionName: sso_session } : { startUrl: sso_start_url };
    // As json.dumps(…, sort_keys=True) writes it: in the order of the names.
    yield sha1(JSON.stringify({ accountId: sso_account_id, roleName: sso_role_name, ...from }));
  }
}

/**
 * The same for a role and for a session of it:
 *
 *     arn:aws:iam::123456789012:role/path/deploy
 *     arn:aws:sts::123456789012:assumed-role/deploy/botocore-session-1700000000
 */
function roleMark(arn: string): string {
  const [, account, role] = /^arn:[^:]*:[^:]*::(\d*):(.*)$/s.exec(arn) ?? [];
  if (role === undefined) return arn;
  const parts = role.split('/');
  return `${account}:${parts[0] === 'assumed-role' ? parts[1] : parts.at(-1)}`;
}

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
