import { severities } from '../model/severity.ts';
import { UserError } from '../model/user-error.ts';
import type { HistoryOptions, ScanOptions, TextOptions } from './options.ts';

/** Each option, with what it has to be. */
export type Checks = Readonly<Record<string, Check>>;

type Check = readonly [isRight: (value: unknown) => boolean, words: string];

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const yesOrNo: Check = [(value) => typeof value === 'boolean', 'true or false'];

export const commonChecks: { readonly [Name in keyof ScanOptions]-?: Check } = {
  cwd: [isText, 'the path of a folder'],
  env: [isObject, 'variables by their names'],
  config: [
    (value) => isText(value) || (isObject(value) && 'toml' in value && typeof value.toml === 'string'),
    'the path of a file, or { toml } with its text',
  ],
  failOn: [(value) => severities.some((severity) => severity === value), `one of ${severities.join(', ')}`],
  strict: yesOrNo,
  signal: [(value) => isObject(value) && 'aborted' in value && 'addEventListener' in value, 'an AbortSignal'],
  now: [(value) => value instanceof Date && !Number.isNaN(value.getTime()), 'a valid Date'],
  onProgress: [(value) => typeof value === 'function', 'a function'],
};

export const textChecks: { readonly [Name in keyof TextOptions]-?: Check } = {
  ...commonChecks,
  path: [isText, 'a path'],
};

export const historyChecks = (most: number): { readonly [Name in keyof HistoryOptions]-?: Check } => ({
  ...commonChecks,
  allObjects: yesOrNo,
  threads: [
    (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most,
    `a whole number from 1 to ${most}`,
  ],
  cache: [(value) => isText(value) || typeof value === 'boolean', 'true, false or the path of a folder'],
});

/**
 * An option that is misspelt would otherwise be one that does not count, and nobody would know.
 *
 * @throws UserError for an option that there is not, or that is something else than it has to be
 */
export function demandOptions(options: object, checks: Checks): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined)
      throw new UserError(`there is no option ${name}`, {
        hint: `There are ${Object.keys(checks).join(', ')}.`,
      });
    const [isRight, words] = check;
    if (!isRight(value))
      throw new UserError(`the option ${name} is not what it has to be`, { hint: `It is ${words}.` });
  }
}
