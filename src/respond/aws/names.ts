import { UserError } from '../../model/user-error.ts';

/** The parts of an ARN that tell who someone is. */
export interface Principal {
  readonly partition: string;
  readonly account: string;
  readonly kind: 'user' | 'root' | 'role' | 'federated-user' | 'identity-center' | 'other';
  /** Of the user or role, without its path. */
  readonly name?: string;
}

/** Source: IAM user guide, "IAM identifiers", and STS, GetCallerIdentity. */
export function principalOf(arn: string): Principal | undefined {
  const [, partition, account, resource] =
    /^arn:(aws(?:-[a-z-]+)?):(?:iam|sts)::(\d{12}):(.+)$/.exec(arn) ?? [];
  if (partition === undefined || account === undefined || resource === undefined) return undefined;
  const [type, ...rest] = resource.split('/');
  const where = { partition, account };
  if (resource === 'root') return { ...where, kind: 'root' };
  if (type === 'user' && rest.length > 0) return { ...where, kind: 'user', name: rest.at(-1)! };
  if (type === 'federated-user' && rest.length > 0)
    return { ...where, kind: 'federated-user', name: rest.at(-1)! };
  if (type === 'assumed-role' && rest.length > 1) {
    const name = rest[0]!;
    return { ...where, kind: name.startsWith(reserved) ? 'identity-center' : 'role', name };
  }
  return { ...where, kind: 'other' };
}

/** Of a role that Identity Center makes for a permission set. */
const reserved = 'AWSReservedSSO_';

/** Names that IAM takes, which no shell takes for anything else. */
export const isName = (text: string, longest = 64): boolean =>
  text.length <= longest && /^[\w+=,.@-]+$/.test(text);

/** @throws UserError when it is none */
export function checkName(option: string, name: string): string {
  if (isName(name)) return name;
  throw new UserError(`${option} wants the name alone`, {
    hint: 'Letters, digits and _+=,.@-, at most 64 of them: no path, no ARN.',
  });
}

/** IAM tells names that differ in case alone for the same. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Whether IAM lets nobody change it. */
export const isManagedRole = (role: string): boolean => /^(?:AWSReservedSSO_|AWSServiceRoleFor)/.test(role);

/** `AKIA************WXYZ` */
export const masked = (id: string): string =>
  id.length <= 8 ? '*'.repeat(id.length) : id.slice(0, 4) + '*'.repeat(id.length - 8) + id.slice(-4);
