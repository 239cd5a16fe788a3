import { type AwsSettings, cliOptions, quoted } from './settings.ts';

/** A line of the AWS CLI that asks in the same place. `"$NAME"` stays a variable. */
export function awsLine(
  settings: AwsSettings,
  action: string,
  options: Readonly<Record<string, string>>,
): string {
  const words = Object.entries(options).flatMap(([name, value]) => [
    `--${name}`,
    /^"\$[A-Z_]+"$/.test(value) ? value : quoted(value),
  ]);
  return ['aws', 'iam', action, ...words, ...cliOptions(settings)].join(' ');
}

/** Sets a variable to the one ID that ends so, without showing it: IDs are nowhere printed whole. */
export function idLine(
  settings: AwsSettings,
  variable: string,
  {
    action,
    list,
    field,
    id,
    user,
  }: { action: string; list: string; field: string; id: string; user: string },
): string {
  const query = `${list}[?ends_with(${field}, '${id.slice(-4)}')].${field}`;
  const line = awsLine(settings, action, { 'user-name': user });
  return `${variable}=$(${line} --query "${query}" --output text)`;
}
