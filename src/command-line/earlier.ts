import { readNamed } from '../files/read-named.ts';
import { fileError } from '../model/file-error.ts';
import { UserError } from '../model/user-error.ts';
import type { EarlierReport } from '../report/comparison.ts';
import type { FormatName } from '../report/formats.ts';

/** Formats that show what is new and what is gone. */
const comparing: readonly FormatName[] = ['html'];

/** In bytes: an audit with ten thousand findings writes a tenth of it. */
const largest = 400 * 2 ** 20;

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
  const content = contentOf(path);
  const { readEarlier } = await import('../report/earlier.ts');
  return readEarlier(content, path);
}

function contentOf(path: string): string {
  try {
    return readNamed(path, largest).toString('utf8');
  } catch (why) {
    const hint = 'Name a file that keyhalt scan wrote with --output json:FILE or --output html:FILE.';
    throw fileError(`the report to compare with, ${path}, cannot be read`, why, hint);
  }
}
