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
export function removal({ appearances, exposure, fingerprint }: Finding): string {
  const [place] = appearances;
  const fix = `keyhalt fix ${fingerprint}`;
  if (exposure !== undefined) {
    if (!exposure.isAtHead) return `it is not at HEAD, but history keeps it: ${fix} says how.`;
    return exposure.isPushed
      ? `${fix} takes it out of the file, and says how of history.`
      : `${fix} takes it out of the file, and of a commit not yet pushed.`;
  }
  if (place?.commit !== undefined) {
    const commit = place.commit.slice(0, 10);
    return `rewrite commit ${commit} without it (keyhalt fix, git rebase -i); a merge ends with git merge --abort.`;
  }
  if (place?.path === 'commit message') return 'write the message without it.';
  const isText =
    place?.isFile === true && place.archive === undefined && !place.path.startsWith('file name ');
  const byHand = 'take it out, read it from the environment, and git add the file again.';
  return isText ? `run keyhalt fix, or ${byHand}` : byHand;
}
