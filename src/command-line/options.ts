import { InvalidArgumentError, Option } from 'commander';
import { mostThreads } from '../audit-means.ts';
import { severities } from '../model/severity.ts';
import { isUserError } from '../model/user-error.ts';
import { formatNames } from '../report/formats.ts';
import { addOutput, type Output } from './outputs.ts';

/** Options of every command that reports. */
export const strict = [
  '--strict',
  'count what is skipped, such as submodules, as not read (exit 2)',
] as const;
export const verbose = ['--verbose', 'show every finding, and all that was allowed'] as const;

export const failOn = (): Option =>
  new Option('--fail-on <severity>', 'exit 1 at this severity or above').choices(severities);

export const format = (): Option =>
  new Option('--format <format>', 'format of the report').choices(formatNames);

export function outputs(): Option {
  const what = 'also write a report to this file, whole or not at all; repeatable';
  return new Option('--output <format:file>', what).argParser(output);
}

/** Of an option that may be given more than once. @throws InvalidArgumentError */
export function output(text: string, others?: readonly Output[]): readonly Output[] {
  try {
    return addOutput(text, others);
  } catch (error) {
    if (!isUserError(error)) throw error;
    throw new InvalidArgumentError(`${error.message}. ${error.hint}`);
  }
}

export function threadCount(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > mostThreads)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${mostThreads}.`);
  return count;
}

/** Of an option that may be given more than once. */
export const several = (value: string, others: readonly string[] = []): readonly string[] => [
  ...others,
  value,
];
