import { UserError } from '../../model/user-error.ts';
import { isName, principalOf } from '../principal.ts';
import type { Session } from './access.ts';
import type { Actor, ContainmentRequest } from './containment.ts';
import { AwsFailure, safe } from './failure.ts';
import { isSameName, masked } from './names.ts';

export async function whoActs(session: Session): Promise<Actor> {
  const { Arn = '' } = await session.ask('sts:GetCallerIdentity', (options) =>
    session.sts.getCallerIdentity({}, options),
  );
  const principal = principalOf(Arn);
  if (principal === undefined)
    throw new UserError(`${session.access.hosts.sts} gave an answer that does not say who you are`, {
      hint: 'Does that address speak as AWS does? Look at --endpoint-url and AWS_ENDPOINT_URL.',
    });
  return { account: principal.account, arn: safe(Arn, session.access.means.redact), principal };
}

/**
 * Nobody acts in another account than that of the key, or with the key itself.
 *
 * @returns what to know before
 */
export async function checkAccount(
  session: Session,
  { account, arn }: Actor,
  { keyId, account: known, allowSelf }: ContainmentRequest,
): Promise<readonly string[]> {
  const ofKey = known ?? (keyId === undefined ? undefined : await accountOf(session, keyId));
  if (ofKey !== undefined && ofKey !== account)
    throw new UserError(`the key belongs to account ${ofKey}, but ${arn} to account ${account}`, {
      hint: `Use credentials of account ${ofKey}: --profile NAME.`,
    });
  const notes =
    ofKey === undefined
      ? [`Nothing tells the account of what leaked: this looks in account ${account}.`]
      : [];
  if (keyId === undefined || (await session.keyId()) !== keyId) return notes;
  const isSelf =
    'Your own credentials are the leaked key itself: after this they no longer work, and the undo needs others.';
  if (allowSelf) return [...notes, isSelf];
  throw new UserError(`your own credentials are the leaked key ${masked(keyId)} itself`, {
    hint: 'It would lock itself out. Use those of an administrator: --profile NAME.',
  });
}

async function accountOf(session: Session, keyId: string): Promise<string | undefined> {
  const { Account } = await session.ask('sts:GetAccessKeyInfo', (options) =>
    session.sts.getAccessKeyInfo({ AccessKeyId: keyId }, options),
  );
  return /^\d{12}$/.test(Account ?? '') ? Account : undefined;
}

/**
 * Nobody locks himself out.
 *
 * @returns what to know before
 */
export function checkSelf(
  { principal, arn }: Actor,
  kind: 'user' | 'role',
  name: string,
  { allowSelf = false }: ContainmentRequest,
): readonly string[] {
  if (principal.kind !== kind || !isSameName(principal.name ?? '', name)) return [];
  if (allowSelf)
    return [`You act as ${arn}, the same ${kind} that this stops: the undo may need other credentials.`];
  throw new UserError(`you act as ${arn}, the very ${kind} that is to be stopped`, {
    hint: 'It could lock itself out, and who has the key could undo it. Use an administrator: --profile NAME.',
  });
}

/**
 * The user of a long-term key, as IAM knows it.
 *
 * @throws UserError when no user has it: the root user, or another account
 */
export async function ownerOf(session: Session, keyId: string): Promise<string> {
  if (!keyId.startsWith('AKIA'))
    throw new UserError(`IAM does not tell whose ${masked(keyId)} is: it is no long-term key of a user`, {
      hint: 'keyhalt respond FINGERPRINT --verify tells it. Then name it: --user NAME or --role NAME, with an action that attaches a policy.',
    });
  const { UserName = '' } = await session
    .ask('iam:GetAccessKeyLastUsed', (options) =>
      session.iam.getAccessKeyLastUsed({ AccessKeyId: keyId }, options),
    )
    .catch((error) => {
      if (error instanceof AwsFailure && error.code === 'NoSuchEntity') return { UserName: undefined };
      throw error;
    });
  if (isName(UserName)) return UserName;
  throw UserName === '' ? unknownOwner(keyId) : rootKey(keyId);
}

/** Source: IAM user guide, "Access keys for the root user"; credential reports write `<root_account>` for it. */
export const rootKey = (keyId: string): UserError =>
  new UserError(`${masked(keyId)} is no key of an IAM user: it belongs to the root user of the account`, {
    hint: 'Only the root user stops it: sign in to the console as root, Security credentials, Access keys, Deactivate. No policy of IAM binds root.',
  });

const unknownOwner = (keyId: string): UserError =>
  new UserError(`IAM knows no user with the key ${masked(keyId)}: it is deleted, or of the root user`, {
    hint: 'For root: sign in to the console as root, Security credentials, Access keys. Else --verify tells whether it works at all.',
  });
