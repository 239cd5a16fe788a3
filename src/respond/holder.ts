const arnForm = /^arn:aws(?:-[a-z-]+)?:(?:iam|sts)::\d{12}:(.+)$/;

/** What IAM allows in the name of a user or role. */
const nameForm = /^[\w+=,.@-]{1,64}$/;

/** The name of the user or role in such an ARN, where it is one and a shell can be given it as it is. */
export function nameInArn(arn: string, wanted: 'user' | 'role'): string | undefined {
  const [, resource = ''] = arnForm.exec(arn) ?? [];
  const [kind, ...path] = resource.split('/');
  if (kind !== (wanted === 'user' ? 'user' : 'assumed-role')) return undefined;
  // A user has a path in front of the name, a role the name of its session behind it.
  const name = wanted === 'user' ? path.at(-1) : path[0];
  return name !== undefined && nameForm.test(name) ? name : undefined;
}
