import { readFile, stat } from 'node:fs/promises';
import { fileError } from '../model/file-error.ts';
import { UserError } from '../model/user-error.ts';
import type { EarlierReport } from '../report/comparison.ts';
import type { FormatName } from '../report/formats.ts';

/** Formats that show what is new and what is gone. */
const comparing: readonly FormatName[] = ['html'];

/** In bytes: an audit with ten thousand findings writes a tenth of it. */
const largest = 400e6;

/**
 * The report that another one is to be compared with.
 *
 * @param formats those that are asked for
 * @throws UserError when it cannot be read, is no report, or none of the formats would show the comparison
 */
export async function earlierReport(path: string, formats: readonly FormatName[]): Promise<EarlierReport> {
  if (!formats.some((format) => comparing.includes(format)))
    throw new UserError(`--compare is shown in ${comparing.join(', ')} only`, {
      hint: `keyhalt scan … --compare ${path} --output html:audit.html`,
    });
  const found = await stat(path).catch(unreadable(path));
  if (!found.isFile()) return unreadable(path)('it is no file');
  if (found.size > largest) return unreadable(path)(`it has more than ${largest / 1e6} MB`);
  const content = await readFile(path, 'utf8').catch(unreadable(path));
  const { readEarlier } = await import('../report/earlier.ts');
  return readEarlier(content, path);
}

/** Takes what the file system says, or what else is wrong with the file. */
const unreadable =
  (path: string) =>
  (why: unknown): never => {
    const hint = 'Name a file that keyhalt scan wrote with --output json:FILE or --output html:FILE.';
    throw fileError(`the report to compare with, ${path}, cannot be read`, why, hint);
  };
