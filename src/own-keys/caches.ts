import { Unreadable } from './files.ts';
import type { OwnKey } from './own-key.ts';

type Json = Readonly<Record<string, unknown>>;

/** A cache file's content. @throws Unreadable, without the parser's message, which quotes the text */
export function cacheIn(text: string): Json {
  try {
    const content: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    if (isObject(content)) return content;
  } catch {
    // Said below.
  }
  throw new Unreadable('is not a JSON object');
}

/**
 * The keys in a cache file of any of the three kinds:
 *
 *     cli/cache    {"Credentials": {"AccessKeyId", "SecretAccessKey", "SessionToken"}, "AssumedRoleUser": {"Arn"}}
 *     sso/cache    {"accessToken", "refreshToken", "clientId", "clientSecret", "startUrl"}
 *     login/cache  {"accessToken": {"accessKeyId", "secretAccessKey", "sessionToken"}, "refreshToken", "dpopKey"}
 */
export function keysInCache(cache: Json, owner: string): readonly OwnKey[] {
  const lent = isObject(cache.Credentials) ? cache.Credentials : {};
  const login = isObject(cache.accessToken) ? cache.accessToken : {};
  const values: readonly (readonly [OwnKey['kind'], unknown])[] = [
    ['access-key-id', lent.AccessKeyId],
    ['secret-access-key', lent.SecretAccessKey],
    ['session-token', lent.SessionToken],
    ['access-key-id', login.accessKeyId],
    ['secret-access-key', login.secretAccessKey],
    ['session-token', login.sessionToken],
    ['sso-token', cache.accessToken],
    ['sso-token', cache.refreshToken],
    ['sso-token', cache.clientSecret],
  ];
  return values.flatMap(([kind, value]) => (typeof value === 'string' ? [{ value, kind, owner }] : []));
}

/** The role that was assumed, as an ARN of STS; undefined in every other cache. */
export function assumedRole(cache: Json): string | undefined {
  const user = isObject(cache.AssumedRoleUser) ? cache.AssumedRoleUser : {};
  return typeof user.Arn === 'string' ? user.Arn : undefined;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
