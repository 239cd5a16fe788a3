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

/** The name of the user or role in such an ARN, where it is one and a shell can be given it as it is. */
export function nameInArn(arn: string, wanted: 'user' | 'role'): string | undefined {
  const { kind, name } = principalOf(arn) ?? {};
  const isWanted = wanted === 'user' ? kind === 'user' : kind === 'role' || kind === 'identity-center';
  return isWanted && name !== undefined && isName(name) ? name : undefined;
}
