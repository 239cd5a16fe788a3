import { appendFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { linkBelow } from '../files/links.ts';
import type { Report } from '../model/report.ts';
import { UserError } from '../model/user-error.ts';
import { type FormatName, formatNames } from '../report/formats.ts';

/** A report in a file, beside the one on standard output. */
export interface Output {
  readonly format: FormatName;
  readonly path: string;
}

/**
 * Reads one `FORMAT:FILE` and adds it to those that were given before.
 *
 * @throws UserError when it is none, or when its file is already taken
 */
export function addOutput(text: string, others: readonly Output[] = []): readonly Output[] {
  const [, name, path] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  const format = formatNames.find((known) => known === name);
  if (format === undefined || path === undefined)
    throw new UserError('--output wants FORMAT:FILE', {
      hint: `Such as --output json:report.json. The formats are ${formatNames.join(', ')}.`,
    });
  if (path === '-')
    throw new UserError('--output writes into files, and - is none', {
      hint: `For standard output: --format ${format}. A file of that name is ./-.`,
    });
  if (others.some((other) => resolve(other.path) === resolve(path)))
    throw new UserError('--output names one file twice', { hint: 'Give each report a file of its own.' });
  return [...others, { format, path }];
}

/**
 * Writes each report whole or not at all. Returns why some could not be written; the others are.
 *
 * @param checkout a folder whose links are not followed, for what is looked at may have put them there
 */
export async function writeOutputs(
  outputs: readonly Output[],
  content: (format: FormatName) => Promise<string>,
  checkout?: string,
): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const { format, path } of outputs)
    await content(format)
      .then((text) => {
        if (checkout === undefined) return writeReport(path, text);
        demandNoLink(checkout, path);
        // What was looked at is what is written: the system may see another place in `a/../b`.
        return writeReport(resolve(path), text);
      })
      .catch((error) => failures.push(error));
  return failures;
}

function demandNoLink(checkout: string, path: string): void {
  const link = linkBelow(checkout, path);
  if (link !== undefined)
    throw new UserError(`the report ${path} would be written through a link: ${link}`, {
      hint: 'What is looked at may have put it there. Take it away, or name a file outside of what is checked out.',
    });
}

async function writeReport(path: string, text: string): Promise<void> {
  const { writeThrough } = await import('../files/write-whole.ts');
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory())
    throw new UserError(`the report cannot be written: ${path} is a folder`, {
      hint: 'Name a file in it: --output FORMAT:FOLDER/FILE.',
    });
  return writeThrough(path, text, 0o666);
}

/** What GitHub takes of the summary of one step, in bytes. */
const summaryLimit = 1024 * 1024;

/** Adds the report to the summary of a step of GitHub Actions, as far as there is room. Returns why it could not. */
export async function appendSummary(
  path: string,
  report: Report,
  command?: string,
): Promise<readonly unknown[]> {
  const { mendable } = await import('../files/write-whole.ts');
  const { markdownWithin } = await import('../report/markdown.ts');
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  try {
    await mendable(path, () => appendFile(path, markdownWithin(report, summaryLimit - size, command)));
    return [];
  } catch (error) {
    return [error];
  }
}
