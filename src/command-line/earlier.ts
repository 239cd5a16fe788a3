import { readFile, stat } from 'node:fs/promises';
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
  const found = await stat(path).catch((cause) => {
    throw unreadable(path, 'it is not there, or not to be read', cause);
  });
  if (!found.isFile()) throw unreadable(path, 'it is no file');
  if (found.size > largest) throw unreadable(path, `it has more than ${largest / 1e6} MB`);
  const content = await readFile(path, 'utf8').catch((cause) => {
    throw unreadable(path, 'its bytes cannot be read', cause);
  });
  const { readEarlier } = await import('../report/earlier.ts');
  return readEarlier(content, path);
}

const unreadable = (path: string, why: string, cause?: unknown): UserError =>
  new UserError(`the report to compare with cannot be read: ${path}: ${why}`, {
    hint: 'Name a file that keyhalt scan wrote with --output json:FILE or --output html:FILE.',
    cause,
  });
