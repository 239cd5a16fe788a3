import type { Report } from '../model/report.ts';
import type { Surroundings } from './surroundings.ts';
import { renderText } from './text.ts';

/** The text of a report for a file, which has no screen to fit on, and no stderr beside it. */
export const renderTextFile = (report: Report, { command }: Pick<Surroundings, 'command'> = {}): string =>
  renderText(report, {
    ...{ color: 0, width: 100, rows: Number.POSITIVE_INFINITY, verbose: true },
    ...(command === undefined ? {} : { command }),
  }) + report.errors.map(({ message, hint }) => `keyhalt: ${message}\n         ${hint}\n`).join('');
