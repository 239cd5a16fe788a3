import type { ChalkInstance } from 'chalk';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { atLeast } from '../model/severity.ts';
import { count } from './count.ts';

/** What happened, and what to do next in at most four lines. */
export function advice(report: Report, paint: ChalkInstance): string[] {
  const stopping = report.findings.filter(({ severity }) => atLeast(severity, report.failOn));
  const found = `${count(report.findings.length, 'finding')} in ${report.what}`;
  if (stopping.length === 0)
    return [paint.bold(`${found}, none at or above ${report.failOn}: nothing is stopped.`)];

  const [first] = stopping;
  return [
    paint.bold(`keyhalt: ${found}. Stopped.`),
    `  Remove  ${removal(first!)}`,
    '  Rotate  was it ever pushed or shared? Then deactivate it in AWS first; deleting the line undoes nothing.',
    '  Allow   a false positive with the comment "keyhalt:allow REASON" on its line, or by its kh1: number in keyhalt.toml.',
  ];
}

function removal({ appearances }: Finding): string {
  const [place] = appearances;
  if (place?.commit !== undefined) {
    return `rewrite commit ${place.commit.slice(0, 10)} without it (git rebase -i); a merge ends with git merge --abort.`;
  }
  if (place?.path === 'commit message') return 'write the message without it.';
  return 'take it out, read it from the environment, and git add the file again.';
}
