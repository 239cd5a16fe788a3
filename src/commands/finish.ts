import { ruleSetHash } from '../built-in.ts';
import { defined } from '../model/defined.ts';
import type { About, Report } from '../model/report.ts';

declare const KEYHALT_VERSION: string;

/** How a report is judged, whatever was scanned. */
export interface Judgement {
  readonly failOn?: Report['failOn'];
  /** Whether what was skipped makes the scan incomplete. */
  readonly strict?: boolean;
}

/** How a report was made. */
interface Making {
  readonly started: Date;
  readonly seconds: number;
  /** What `git --version` says, where git was asked. */
  readonly git?: string;
}

/** A report that says by what it was made. */
export type FinishedReport = Report & { readonly about: About };

/** The report as it was asked for. */
export function finished(
  report: Report,
  { failOn, strict }: Judgement,
  { started, seconds, git = '' }: Making,
): FinishedReport {
  const judged = {
    ...report,
    ...defined({ failOn }),
    about: {
      ruleSet: ruleSetOf(report),
      versions: versions(git),
      seconds,
      started: Math.floor(started.getTime() / 1000),
    },
  };
  return strict && report.skipped.length > 0 ? incomplete(judged) : judged;
}

const ruleSetOf = ({ policy: { configuration } }: Report): string =>
  ruleSetHash + (configuration === undefined ? '' : `+${configuration}`);

function versions(said: string): About['versions'] {
  const git = /[\d.]*\d/.exec(said)?.[0];
  return {
    keyhalt: KEYHALT_VERSION,
    ...defined({ git }),
    node: process.version.slice(1),
  };
}

/** What was skipped is an error for whoever asked to be strict. */
function incomplete(report: FinishedReport): FinishedReport {
  const skips = report.skipped.map(({ path, reason }) => ({
    message: `${path} was not read (${reason})`,
    hint: 'Take it out, read it in another way, or scan without --strict.',
  }));
  return { ...report, complete: false, errors: [...report.errors, ...skips] };
}
