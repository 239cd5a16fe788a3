import type { OwnKey } from './own-key.ts';

/**
 * What the SDKs and the CLI look for. AWS_ACCESS_KEY and AWS_SECRET_KEY are read by the SDKs for Go and Java 1,
 * AMAZON_… by the older ones for JavaScript and Ruby, AWS_SECURITY_TOKEN by the CLI.
 */
const kinds: readonly (readonly [name: string, kind: OwnKey['kind']])[] = [
  ['AWS_ACCESS_KEY_ID', 'access-key-id'],
  ['AWS_ACCESS_KEY', 'access-key-id'],
  ['AMAZON_ACCESS_KEY_ID', 'access-key-id'],
  ['AWS_SECRET_ACCESS_KEY', 'secret-access-key'],
  ['AWS_SECRET_KEY', 'secret-access-key'],
  ['AMAZON_SECRET_ACCESS_KEY', 'secret-access-key'],
  ['AWS_SESSION_TOKEN', 'session-token'],
  ['AWS_SECURITY_TOKEN', 'session-token'],
  ['AMAZON_SESSION_TOKEN', 'session-token'],
];

export function keysInEnvironment(env: NodeJS.ProcessEnv): readonly OwnKey[] {
  return [...kinds, ...bearerTokens(env)].flatMap(([name, kind]) => {
    const value = env[name];
    return value === undefined ? [] : [{ value, kind, owner: `environment (${name})` }];
  });
}

/** AWS_BEARER_TOKEN_BEDROCK, and the same for any other service, by its signing name. */
const bearerTokens = (env: NodeJS.ProcessEnv): readonly (readonly [string, OwnKey['kind']])[] =>
  Object.keys(env)
    .filter((name) => name.startsWith('AWS_BEARER_TOKEN_'))
    .sort()
    .map((name) => [name, 'bearer-token']);
