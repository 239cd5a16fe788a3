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
    // An audit stops nothing.
    paint.bold(
      `keyhalt: ${found}.${stopping.some(({ exposure }) => exposure !== undefined) ? '' : ' Stopped.'}`,
    ),
    `  Remove  ${removal(first!)}`,
    `  Rotate  ${rotation(stopping)}`,
    '  Allow   a false positive with the comment "keyhalt:allow REASON" on its line, or by its kh1: number in keyhalt.toml.',
  ];
}

/** How to make these worthless, after "Rotate": what was pushed is known to others. */
export function rotation(stopping: readonly Finding[]): string {
  const pushed = stopping.filter(({ exposure }) => exposure?.isPushed);
  if (pushed.length === 0) return `was it pushed or shared? Then deactivate it first: ${planOf(stopping)}`;
  const which = pushed.length === stopping.length ? 'pushed' : `${pushed.length} of them pushed`;
  return `${which}, so known to others. Deactivate now: ${planOf(pushed)}`;
}

/** The command that tells what to do about the most urgent one. */
const planOf = ([first]: readonly Finding[]): string => `keyhalt respond ${first!.fingerprint}`;

/** How to get it out of where it stands, after "Remove". */
export function removal({ appearances, exposure }: Finding): string {
  const [place] = appearances;
  if (exposure !== undefined) {
    return exposure.isAtHead
      ? 'take it out and commit that; history keeps it until it is rewritten (git filter-repo --replace-text).'
      : 'it is not at HEAD, but history keeps it until it is rewritten (git filter-repo --replace-text).';
  }
  if (place?.commit !== undefined) {
    return `rewrite commit ${place.commit.slice(0, 10)} without it (git rebase -i); a merge ends with git merge --abort.`;
  }
  if (place?.path === 'commit message') return 'write the message without it.';
  return 'take it out, read it from the environment, and git add the file again.';
}
