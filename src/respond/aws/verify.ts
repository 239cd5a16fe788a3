import type { Holder } from '../../model/leak.ts';
import { UserError } from '../../model/user-error.ts';
import { principalOf } from '../principal.ts';
import type { AwsAccess, LeakedKey } from './access.ts';
import { AwsFailure, safe } from './failure.ts';
import { masked } from './names.ts';

/** What STS says of a key. All of it is safe to print. */
export type Verdict =
  | {
      readonly kind: 'active';
      /** 12 digits. */
      readonly account: string;
      readonly arn: string;
      readonly userId: string;
      readonly holder?: Holder;
      /** Of the user or role, for `--user` and `--role`. */
      readonly name?: string;
      readonly words: string;
    }
  | {
      readonly kind: 'refused';
      readonly reason: 'unknown' | 'wrong-secret' | 'expired' | 'denied';
      readonly words: string;
    };

/**
 * Asks STS whose a key is, with the key itself and nothing else.
 *
 * @throws UserError when there was no answer, or none that says anything of the key
 */
export async function verify(access: AwsAccess, key: LeakedKey): Promise<Verdict> {
  if (key.accessKeyId.startsWith('ASIA') && !key.sessionToken)
    throw new UserError('a temporary key cannot be tried without its session token', {
      hint: 'Without the token it is of no use to anyone. Look for the token where the key was found.',
    });
  const session = access.withKey(key);
  const { redact } = access.means;
  // Whatever AWS quotes of what it was sent.
  const hidden = (text: string): string =>
    safe(
      [key.secretAccessKey, key.sessionToken, key.accessKeyId].reduce<string>(
        (rest, one) => (one ? rest.replaceAll(one, masked(one)) : rest),
        text,
      ),
      redact,
    );
  try {
    const { Account, Arn, UserId } = await session.ask('sts:GetCallerIdentity', (options) =>
      session.sts.getCallerIdentity({}, options),
    );
    const principal = principalOf(Arn ?? '');
    if (principal === undefined || principal.account !== Account)
      throw new UserError(`${access.hosts.sts} gave an answer that says nothing of the key`, {
        hint: 'Does that address speak as AWS does? Look at --endpoint-url and AWS_ENDPOINT_URL.',
      });
    const arn = hidden(Arn!);
    const { kind, name } = principal;
    return {
      kind: 'active',
      account: principal.account,
      arn,
      userId: hidden(UserId ?? ''),
      ...(kind === 'other' ? {} : { holder: kind }),
      ...(name === undefined ? {} : { name: hidden(name) }),
      words: `The key works: it is ${arn} of account ${principal.account}.`,
    };
  } catch (error) {
    const refusal =
      error instanceof AwsFailure ? refusals.find(([codes]) => codes.test(error.code)) : undefined;
    if (refusal === undefined) throw error;
    return { kind: 'refused', reason: refusal[1], words: refusal[2](access) };
  } finally {
    session.close();
  }
}

type Refusal = Extract<Verdict, { kind: 'refused' }>;

/** Source: IAM and STS, "Common errors", and AWS's answers to keys in each state. */
const refusals: readonly (readonly [RegExp, Refusal['reason'], (access: AwsAccess) => string])[] = [
  [
    /^(?:InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId)/,
    'unknown',
    ({ region }) =>
      `AWS knows no such active key: it is inactive, deleted, never was, or belongs to another partition than region ${region}. An inactive key can be made active again: delete it.`,
  ],
  [
    /^(?:SignatureDoesNotMatch|InvalidSignature)/,
    'wrong-secret',
    () =>
      'The key ID is known to AWS, but this secret does not belong to it. Look for another secret beside the ID, and deactivate the key all the same.',
  ],
  [
    /^ExpiredToken/,
    'expired',
    () =>
      'The session of this temporary key has expired: it opens nothing any more. Whoever made it can make new ones.',
  ],
  [
    /^(?:AccessDenied|UnauthorizedOperation)/,
    'denied',
    () => 'The key is real, and a policy of its organization denies even this question. Treat it as active.',
  ],
];
