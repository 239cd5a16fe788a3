import type { Finding, Problem, Report } from '../report/json-report.ts';

/** A format that a report can have, as `keyhalt scan --format` knows it. */
export type Format = 'text' | 'json' | 'sarif' | 'github' | 'gitlab' | 'junit' | 'csv' | 'markdown' | 'html';

/**
 * A scan: it begins when it is first asked for anything, runs once, and may be asked as often as one likes.
 *
 * Iterated, it gives its findings once all is read, for only then is it known what is new, paired and allowed.
 * Where not everything could be read, the iteration ends with an `IncompleteScanError`: no findings are never
 * taken for clean.
 */
export interface Scan extends AsyncIterable<Finding> {
  /**
   * All that there is to say. A scan that is not complete has a report, too: see its `complete` and `errors`.
   *
   * @throws UserError where there is none: no repository, a configuration with a mistake …
   */
  report(): Promise<Report>;
  /**
   * The report in one of the formats of `keyhalt scan --format`, with a line feed at its end.
   *
   * @throws UserError for another one, and as `report` does
   */
  render(format: Format): Promise<string>;
}

/** Not everything could be read. What was found beside that is in its report. Safe to print. */
export class IncompleteScanError extends Error {
  readonly report: Report;

  constructor(report: Report) {
    const [first, ...more] = report.errors;
    super(
      `the scan is not complete: ${first?.message ?? 'not all was read'}${more.length > 0 ? ` (and ${more.length} more)` : ''}`,
    );
    this.name = 'IncompleteScanError';
    this.report = report;
  }

  /** What could not be read, and how to mend that. */
  get problems(): readonly Problem[] {
    return this.report.errors;
  }
}
