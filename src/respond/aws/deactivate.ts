import { UserError } from '../../model/user-error.ts';
import type { Ask, Session } from './access.ts';
import type { Actor, Change, ContainmentAction, ContainmentRequest, Planned } from './containment.ts';
import { AwsFailure } from './failure.ts';
import { checkSelf, ownerOf, rootKey } from './guard.ts';
import { awsLine, idLine, type Listed } from './lines.ts';
import { checkName, masked } from './names.ts';
import { allPages } from './pages.ts';

/** Of a long-term key of a user. */
export async function planDeactivation(
  session: Session,
  actor: Actor,
  request: ContainmentRequest,
  { user: named }: Extract<ContainmentAction, { kind: 'deactivate' }>,
): Promise<Planned> {
  const { keyId } = request;
  if (keyId === undefined || !keyId.startsWith('AKIA'))
    throw new UserError('only a long-term key of a user can be deactivated', {
      hint: 'Temporary keys end by themselves; until then a policy on their role or user stops them.',
    });
  const user = named === undefined ? await ownerOf(session, keyId) : checkName('--user', named);
  const notes = checkSelf(actor, 'user', user, request);
  const keys = await keysOf(session, session.ask, user).catch((error) => {
    // IAM named a user that it does not have.
    if (named === undefined && error instanceof AwsFailure && error.code === 'NoSuchEntity')
      throw rootKey(keyId);
    throw error;
  });
  const key = keys.find(({ id }) => id === keyId);
  if (key === undefined)
    throw named === undefined
      ? rootKey(keyId)
      : new UserError(`user ${user} has no key ${masked(keyId)}`, {
          hint: 'Leave --user out: IAM tells whose it is.',
        });
  const target = `key ${masked(keyId)} of user ${user}`;
  return key.status === 'Inactive'
    ? {
        target,
        notes: [...notes, 'The key is inactive already. Delete it once nothing misses it.'],
        changes: [],
      }
    : { target, notes, changes: [deactivation(session, user, key, keys)] };
}

interface Key extends Listed {
  readonly status?: string | undefined;
}

function deactivation(session: Session, user: string, key: Key, all: readonly Key[]): Change {
  const { settings } = session.access;
  const { id: keyId } = key;
  const listing = { action: 'list-access-keys', list: 'AccessKeyMetadata', field: 'AccessKeyId', user };
  const find = idLine(settings, 'KEY_ID', listing, key, all);
  const set = (status: string) =>
    awsLine(settings, 'update-access-key', { 'user-name': user, 'access-key-id': '"$KEY_ID"', status });
  return {
    call: 'iam:UpdateAccessKey',
    title: `Deactivate the key ${masked(keyId)} of user ${user}`,
    commands: [find, set('Inactive')],
    undo: [find, set('Active')],
    before: 'Active',
    after: 'Inactive',
    write: async (ask) => {
      await ask('iam:UpdateAccessKey', (options) =>
        session.iam.updateAccessKey({ UserName: user, AccessKeyId: keyId, Status: 'Inactive' }, options),
      );
    },
    read: async (ask) => {
      const status = (await keysOf(session, ask, user)).find(({ id }) => id === keyId)?.status;
      return status === 'Inactive' ? 'after' : status === 'Active' ? 'before' : 'neither';
    },
  };
}

async function keysOf(session: Session, ask: Ask, user: string): Promise<readonly Key[]> {
  const keys = await allPages(
    (Marker) =>
      ask('iam:ListAccessKeys', (options) =>
        session.iam.listAccessKeys({ UserName: user, ...Marker }, options),
      ),
    ({ AccessKeyMetadata }) => AccessKeyMetadata,
  );
  return keys.map(({ AccessKeyId: id = '', Status: status, CreateDate: made }) => ({ id, status, made }));
}
