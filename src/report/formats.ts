import type { Problem, Report } from '../model/report.ts';
import type { Surroundings } from './surroundings.ts';

export type Render = (report: Report, around: Surroundings) => string;

/** Every format that a report can have, each loaded only when it is asked for. */
export const formats = {
  text: async () => (await import('./text-file.ts')).renderTextFile,
  json: async () => (await import('./json.ts')).renderJson,
  sarif: async () => (await import('./sarif.ts')).renderSarif,
  github: async () => (await import('./github.ts')).renderGitHub,
  gitlab: async () => (await import('./gitlab.ts')).renderGitLab,
  junit: async () => (await import('./junit.ts')).renderJUnit,
  csv: async () => (await import('./csv.ts')).renderCsv,
  markdown: async () => (await import('./markdown.ts')).renderMarkdown,
  html: async () => (await import('./html/page.ts')).renderHtml,
} satisfies Record<string, () => Promise<Render>>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as FormatName[];

/** The report in this format, with a line feed at its end. */
export async function rendered(format: FormatName, report: Report, around: Surroundings): Promise<string> {
  const render: Render = await formats[format]();
  return render(report, around);
}

/** A scan that ended before there was a report, as a report in this format. */
export async function renderedProblem(
  format: FormatName,
  problem: Problem,
  around: Surroundings,
): Promise<string> {
  if (format === 'json') return (await import('./json.ts')).renderJsonProblem(problem);
  return rendered(format, failed(problem), around);
}

/** What there is to say of a scan that read nothing. */
export const failed = (problem: Problem): Report => ({
  what: 'a scan that read nothing',
  complete: false,
  failOn: 'medium',
  findings: [],
  allowed: [],
  proposed: [],
  policy: { entries: 0, used: 0, unused: [], expired: [] },
  skipped: [],
  errors: [problem],
  notes: [],
  coverage: { asked: 0, scanned: 0, bytes: 0, compared: 0, kinds: {} },
});
