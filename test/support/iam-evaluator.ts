/**
 * Says what IAM would, for the policies of one identity in one account: written from the IAM user guide alone
 * (reference_policies_evaluation-logic, reference_policies_elements_condition_operators, reference_policies_variables,
 * reference_policies_elements_resource), so that a policy is judged by what AWS documents, not by whoever built it.
 *
 * It takes policies as text, as AWS does, and throws for whatever it does not know.
 */
export type Decision = 'allowed' | 'denied' | 'not allowed';

export interface AwsRequest {
  readonly action: string;
  /** An ARN, or `*` where the action has none. */
  readonly resource: string;
  /** The request context: condition keys, in any case, and their values. */
  readonly context: Readonly<Record<string, string>>;
}

type Values = string | readonly string[];
type ConditionBlock = Readonly<Record<string, Readonly<Record<string, Values>>>>;

interface Statement {
  readonly Effect: string;
  readonly Action?: Values;
  readonly NotAction?: Values;
  readonly Resource?: Values;
  readonly NotResource?: Values;
  readonly Condition?: ConditionBlock;
}

const elements = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/** An explicit deny counts more than every allow; without an allow nothing is allowed. */
export function evaluate(policies: readonly string[], request: AwsRequest): Decision {
  const effects = policies
    .flatMap(statementsOf)
    .filter((statement) => applies(statement, request))
    .map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return 'denied';
  return effects.includes('Allow') ? 'allowed' : 'not allowed';
}

function statementsOf(policy: string): readonly Statement[] {
  const { Version, Statement } = JSON.parse(policy) as {
    Version: string;
    Statement: Statement | readonly Statement[];
  };
  if (Version !== '2012-10-17') throw new Error(`Version ${Version}`);
  const statements = [Statement].flat() as readonly Statement[];
  for (const statement of statements) {
    const unknown = Object.keys(statement).filter((element) => !elements.includes(element));
    if (unknown.length > 0) throw new Error(`unknown elements: ${unknown}`);
    if (!['Allow', 'Deny'].includes(statement.Effect)) throw new Error(`Effect ${statement.Effect}`);
    if ((statement.Action === undefined) === (statement.NotAction === undefined))
      throw new Error('Action or NotAction');
    if ((statement.Resource === undefined) === (statement.NotResource === undefined))
      throw new Error('Resource or NotResource');
  }
  return statements;
}

function applies(
  { Action, NotAction, Resource, NotResource, Condition = {} }: Statement,
  request: AwsRequest,
): boolean {
  const hasAction = list(Action ?? NotAction!).some((pattern) => isAction(pattern, request.action));
  const hasResource = list(Resource ?? NotResource!).some((pattern) => isResource(pattern, request));
  return (
    hasAction === (Action !== undefined) &&
    hasResource === (Resource !== undefined) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, key, list(values), request.context)),
    )
  );
}

const list = (values: Values): readonly string[] => (typeof values === 'string' ? [values] : values);

const isAction = (pattern: string, action: string): boolean =>
  isLike(pattern.toLowerCase(), action.toLowerCase());

/** A resource that includes a variable with no value matches no resource. */
function isResource(pattern: string, { resource, context }: AwsRequest): boolean {
  if (pattern === '*') return true;
  const parts = arnParts(pattern).map((part) => filledIn(part, context));
  const others = arnParts(resource);
  return parts.length === 6 && others.length === 6 && parts.every((part, n) => part?.test(others[n]!));
}

/** Six parts; the last one keeps its colons. */
function arnParts(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
}

/** What a part with wildcards and variables matches; a variable's value is taken as it is. */
function filledIn(part: string, context: AwsRequest['context']): RegExp | undefined {
  const pieces = part.split(/(\$\{[^}]*\})/).map((piece) => {
    const [, key] = /^\$\{([\w:/-]+)\}$/.exec(piece) ?? [];
    if (key !== undefined) {
      const value = contextValue(key, context);
      return value === undefined ? undefined : literal(value);
    }
    if (piece.includes('$')) throw new Error(`unknown variable: ${piece}`);
    return wildcards(piece);
  });
  return pieces.includes(undefined) ? undefined : new RegExp(`^${pieces.join('')}$`, 's');
}

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const wildcards = (text: string): string => literal(text).replaceAll('\\*', '.*').replaceAll('\\?', '.');
const isLike = (pattern: string, value: string): boolean =>
  new RegExp(`^${wildcards(pattern)}$`, 's').test(value);

/** Names of keys are the same in upper and lower case. */
const contextValue = (key: string, context: AwsRequest['context']): string | undefined =>
  Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];

/**
 * One operator and key: one of the values has to match, and with a negated operator none may. A key that is absent
 * matches nothing, so that a negated operator holds; with `IfExists` every operator does.
 */
function holds(
  operator: string,
  key: string,
  values: readonly string[],
  context: AwsRequest['context'],
): boolean {
  const actual = contextValue(key, context);
  if (operator === 'Null') return values.includes(String(actual === undefined));
  const name = operator.replace(/IfExists$/, '');
  const positive = negated[name] ?? name;
  const match = operators[positive];
  if (match === undefined) throw new Error(`unknown operator: ${operator}`);
  if (actual === undefined && operator !== name) return true;
  const isMatch = actual !== undefined && values.some((value) => match(actual, value));
  return isMatch !== name in negated;
}

const negated: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotLike: 'StringLike',
  NotIpAddress: 'IpAddress',
  ArnNotLike: 'ArnLike',
  ArnNotEquals: 'ArnLike',
};

const operators: Readonly<Record<string, (actual: string, wanted: string) => boolean>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringLike: (actual, wanted) => isLike(wanted, actual),
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  IpAddress: (actual, wanted) => isWithin(actual, wanted),
  DateLessThan: (actual, wanted) => time(actual) < time(wanted),
  DateGreaterThan: (actual, wanted) => time(actual) > time(wanted),
  ArnLike: (actual, wanted) => {
    const [parts, patterns] = [arnParts(actual), arnParts(wanted)];
    return parts.length === 6 && patterns.every((pattern, n) => isLike(pattern, parts[n]!));
  },
  ArnEquals: (actual, wanted) => operators.ArnLike!(actual, wanted),
};

function time(text: string): number {
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw new Error(`no date: ${text}`);
  return value;
}

/** By bits alone; a range without its length is one address. */
function isWithin(address: string, range: string): boolean {
  const [network = '', length] = range.split('/');
  const [actual, wanted] = [bitsOf(address), bitsOf(network)];
  return (
    actual.length === wanted.length && actual.startsWith(wanted.slice(0, Number(length ?? wanted.length)))
  );
}

function bitsOf(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((part) => bits(Number(part), 8))
      .join('');
  const [head = '', tail] = address.split('::');
  const [before, after] = [head, tail ?? ''].map((side) => side.split(':').filter((group) => group !== ''));
  const between = tail === undefined ? 0 : 8 - before!.length - after!.length;
  return [...before!, ...Array<string>(between).fill('0'), ...after!]
    .map((group) => bits(Number(`0x${group}`), 16))
    .join('');
}

function bits(value: number, length: number): string {
  if (Number.isNaN(value)) throw new Error('no address');
  return value.toString(2).padStart(length, '0');
}
