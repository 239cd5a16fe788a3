import { quoteIfNeeded } from '../../model/quote.ts';
import { type AwsSettings, cliOptions } from './settings.ts';

/** A line of the AWS CLI that asks in the same place. `"$NAME"` stays a variable. */
export function awsLine(
  settings: AwsSettings,
  action: string,
  options: Readonly<Record<string, string>>,
): string {
  const words = Object.entries(options).flatMap(([name, value]) => [
    `--${name}`,
    /^"\$[A-Z_]+"$/.test(value) ? value : quoteIfNeeded(value),
  ]);
  return ['aws', 'iam', action, ...words, ...cliOptions(settings)].join(' ');
}

/** An ID among all of its user, as IAM lists them. */
export interface Listed {
  readonly id: string;
  readonly made?: Date | undefined;
}

/**
 * Sets a variable to the one ID that ends so, without showing it: IDs are nowhere printed whole. Where another one of
 * the user ends alike, the second in which it was made tells them apart.
 */
export function idLine(
  settings: AwsSettings,
  variable: string,
  { action, list, field, user }: { action: string; list: string; field: string; user: string },
  { id, made }: Listed,
  all: readonly Listed[],
): string {
  const end = id.slice(-4);
  const isAlone = all.every((other) => other.id === id || !other.id.endsWith(end));
  const when = isAlone ? '' : ` && starts_with(CreateDate, '${made?.toISOString().slice(0, 19)}')`;
  const query = `${list}[?ends_with(${field}, '${end}')${when}].${field}`;
  const line = awsLine(settings, action, { 'user-name': user });
  return `${variable}=$(${line} --query "${query}" --output text)`;
}
