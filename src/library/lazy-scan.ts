import type { FinishedReport } from '../commands/finish.ts';
import { UserError } from '../model/user-error.ts';
import type { Finding, Report } from '../report/json-report.ts';
import { type Format, IncompleteScanError, type Scan } from './scan.ts';

/** A scan that runs when it is first asked for anything. */
export class LazyScan implements Scan {
  readonly #run: () => Promise<FinishedReport>;
  readonly #now: () => Date;
  #result: Promise<FinishedReport> | undefined;
  #value: Promise<Report> | undefined;

  constructor(run: () => Promise<FinishedReport>, now: () => Date) {
    this.#run = run;
    this.#now = now;
  }

  report(): Promise<Report> {
    this.#value ??= this.#asValue();
    return this.#value;
  }

  async render(format: Format): Promise<string> {
    const { formatNames, rendered } = await import('../report/formats.ts');
    if (!formatNames.includes(format))
      throw new UserError('this is no format of a report', { hint: `There are ${formatNames.join(', ')}.` });
    const { rules } = await import('../built-in.ts');
    const report = await this.#finished();
    const { keyhalt: version } = report.about.versions;
    return rendered(format, report, { version, rules, now: this.#now() });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Finding, void, undefined> {
    const report = await this.report();
    yield* report.findings;
    if (!report.complete) throw new IncompleteScanError(report);
  }

  async #asValue(): Promise<Report> {
    const { reportValue } = await import('../report/json.ts');
    return reportValue(await this.#finished());
  }

  #finished(): Promise<FinishedReport> {
    this.#result ??= this.#run();
    return this.#result;
  }
}
