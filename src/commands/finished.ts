import { ruleSetHash } from '../built-in.ts';
import type { Repository } from '../git/process.ts';
import { gitVersion } from '../git/version.ts';
import type { About, Report } from '../model/report.ts';

declare const KEYHALT_VERSION: string;

/** How a person wants a report to be judged. */
export interface Judgement {
  readonly failOn?: Report['failOn'] | undefined;
  /** Whether what was skipped makes the scan incomplete. */
  readonly strict?: boolean | undefined;
}

/** The report of a command as it is written: judged as it was asked for, and with what it was made by. */
export function finished(
  repository: Repository,
  report: Report,
  { failOn, strict }: Judgement,
  seconds: number,
): Report {
  const judged = {
    ...report,
    ...(failOn === undefined ? {} : { failOn }),
    about: aboutOf(repository, report, seconds),
  };
  return strict && report.skipped.length > 0 ? incomplete(judged) : judged;
}

function aboutOf(repository: Repository, { policy: { configuration } }: Report, seconds: number): About {
  const git = /[\d.]*\d/.exec(gitVersion(repository))?.[0];
  return {
    ruleSet: ruleSetHash + (configuration === undefined ? '' : `+${configuration}`),
    versions: {
      keyhalt: KEYHALT_VERSION,
      ...(git === undefined ? {} : { git }),
      node: process.version.slice(1),
    },
    seconds,
  };
}

/** What was skipped is an error for whoever asked to be strict. */
function incomplete(report: Report): Report {
  const skips = report.skipped.map(({ path, reason }) => ({
    message: `${path} was not read (${reason})`,
    hint: 'Take it out, read it in another way, or scan without --strict.',
  }));
  return { ...report, complete: false, errors: [...report.errors, ...skips] };
}
