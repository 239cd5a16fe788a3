import { UserError } from '../../model/user-error.ts';
import { policySize, sizeLimits } from '../policies/size.ts';
import { isName } from '../principal.ts';
import type { Ask, Session } from './access.ts';
import type {
  Actor,
  AttachablePolicy,
  ContainmentAction,
  ContainmentRequest,
  Planned,
} from './containment.ts';
import { checkSelf, ownerOf } from './guard.ts';
import { awsLine } from './lines.ts';
import { checkName, isManagedRole } from './names.ts';
import { allPages } from './pages.ts';

type Asked = Extract<ContainmentAction, { kind: 'attach' }>;

/** Whom a policy is attached to. */
interface Bearer {
  readonly kind: 'user' | 'role';
  readonly name: string;
}

/** Of a policy that denies, to the user or role behind a key. */
export async function planAttachment(
  session: Session,
  actor: Actor,
  request: ContainmentRequest,
  asked: Asked,
): Promise<Planned> {
  const { policy } = asked;
  if (!isName(policy.name, 128)) throw new Error('a policy without a name that IAM takes');
  const bearer = await bearerOf(session, request, asked);
  const notes = checkSelf(actor, bearer.kind, bearer.name, request);
  const { name, kind } = bearer;
  const target = `policy ${policy.name} of ${kind} ${name}`;
  const there = await inlinePolicies(session, session.ask, bearer);
  const old = there.get(policy.name);
  if (old !== undefined && isSame(old, policy.document))
    return {
      target,
      notes: [...notes, 'The policy is attached already, with the same content.'],
      changes: [],
    };
  if (old !== undefined && !isOurs(policy.name, old))
    throw new UserError(`${kind} ${name} has a policy ${policy.name} already, and keyhalt did not make it`, {
      hint: `Look at it (aws iam get-${kind}-policy --${kind}-name ${name} --policy-name ${policy.name}), and remove or rename it.`,
    });
  checkSize(bearer, policy, there);
  return { target, notes, changes: [attachment(session, bearer, policy, old)] };
}

async function bearerOf(
  session: Session,
  { keyId }: ContainmentRequest,
  { user, role }: Asked,
): Promise<Bearer> {
  if (user !== undefined && role !== undefined)
    throw new UserError('--user and --role exclude each other', {
      hint: 'Name the one that the key belongs to.',
    });
  if (user !== undefined) return { kind: 'user', name: checkName('--user', user) };
  if (role !== undefined) {
    if (isManagedRole(checkName('--role', role)))
      throw new UserError(`role ${role} is made by a service of AWS, and takes no policy from anyone else`, {
        hint: 'For Identity Center: change the permission set, or delete the sessions of the user there.',
      });
    return { kind: 'role', name: role };
  }
  if (keyId === undefined)
    throw new UserError('who is to get the policy?', { hint: 'Name it: --user NAME or --role NAME.' });
  return { kind: 'user', name: await ownerOf(session, keyId) };
}

function checkSize(
  { kind, name }: Bearer,
  policy: AttachablePolicy,
  there: ReadonlyMap<string, unknown>,
): void {
  const others = [...there]
    .filter(([other]) => other !== policy.name)
    .map(([, document]) => policySize(document));
  const used = others.reduce((sum, size) => sum + size, 0);
  const needed = policySize(policy.document);
  const limit = sizeLimits[kind];
  if (used + needed <= limit) return;
  throw new UserError(
    `the policy has ${needed} characters, and ${kind} ${name} has room for ${Math.max(0, limit - used)} of ${limit}`,
    {
      hint:
        kind === 'user'
          ? 'Deactivate the key instead, remove an inline policy, or make a managed policy of it (aws iam create-policy, attach-user-policy).'
          : 'Remove an inline policy, or make a managed policy of it (aws iam create-policy, attach-role-policy).',
    },
  );
}

function attachment(session: Session, bearer: Bearer, policy: AttachablePolicy, old: unknown) {
  const { settings } = session.access;
  const { kind, name } = bearer;
  const named = { [`${kind}-name`]: name, 'policy-name': policy.name };
  const put = (document: unknown) =>
    awsLine(settings, `put-${kind}-policy`, { ...named, 'policy-document': JSON.stringify(document) });
  const content = { PolicyName: policy.name, PolicyDocument: JSON.stringify(policy.document) };
  const call = kind === 'user' ? ('iam:PutUserPolicy' as const) : ('iam:PutRolePolicy' as const);
  return {
    call,
    title: `Attach the policy ${policy.name} to ${kind} ${name}`,
    commands: [put(policy.document)],
    undo: [old === undefined ? awsLine(settings, `delete-${kind}-policy`, named) : put(old)],
    before: old === undefined ? 'no policy of that name' : 'an earlier one of keyhalt with other content',
    after: 'attached',
    write: async (ask: Ask) => {
      await ask(call, (options) =>
        kind === 'user'
          ? session.iam.putUserPolicy({ UserName: name, ...content }, options)
          : session.iam.putRolePolicy({ RoleName: name, ...content }, options),
      );
    },
    read: async (ask: Ask) => {
      const now = (await inlinePolicies(session, ask, bearer)).get(policy.name);
      if (now === undefined) return old === undefined ? 'before' : 'neither';
      return isSame(now, policy.document) ? 'after' : isSame(now, old) ? 'before' : 'neither';
    },
  } as const;
}

/** Name and document of each. */
async function inlinePolicies(
  session: Session,
  ask: Ask,
  bearer: Bearer,
): Promise<ReadonlyMap<string, unknown>> {
  const { iam } = session;
  const [UserName, RoleName] = [bearer.name, bearer.name];
  const isUser = bearer.kind === 'user';
  const names = await allPages(
    (marker) =>
      isUser
        ? ask('iam:ListUserPolicies', (options) => iam.listUserPolicies({ UserName, ...marker }, options))
        : ask('iam:ListRolePolicies', (options) => iam.listRolePolicies({ RoleName, ...marker }, options)),
    ({ PolicyNames }) => PolicyNames,
  );
  const policies = new Map<string, unknown>();
  for (const PolicyName of names) {
    const { PolicyDocument = '' } = isUser
      ? await ask('iam:GetUserPolicy', (options) => iam.getUserPolicy({ UserName, PolicyName }, options))
      : await ask('iam:GetRolePolicy', (options) => iam.getRolePolicy({ RoleName, PolicyName }, options));
    policies.set(PolicyName, parsed(PolicyDocument));
  }
  return policies;
}

/** IAM gives documents percent-encoded (RFC 3986). What is none stays text, which is no policy of ours. */
function parsed(document: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(document));
  } catch {
    return document;
  }
}

const isSame = (one: unknown, other: unknown): boolean => sorted(one) === sorted(other);

/** The same text for the same content, whatever the order of its keys. */
const sorted = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** Each statement of ours says so in its Sid. */
function isOurs(name: string, document: unknown): boolean {
  const statements = [(document as { Statement?: unknown })?.Statement ?? []].flat();
  return (
    name.startsWith('keyhalt-') &&
    statements.length > 0 &&
    statements.every((one) => String((one as { Sid?: unknown }).Sid).startsWith('Keyhalt'))
  );
}
