import type { ChalkInstance } from 'chalk';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { atLeast } from '../model/severity.ts';
import { count } from './count.ts';

/** What happened, and what to do next in at most four lines. */
export function advice(report: Report, paint: ChalkInstance, command?: string): string[] {
  const stopping = report.findings.filter(({ severity }) => atLeast(severity, report.failOn));
  const found = `${count(report.findings.length, 'finding')} in ${report.what}`;
  if (stopping.length === 0)
    return [paint.bold(`${found}, none at or above ${report.failOn}: nothing is stopped.`)];

  const [first] = stopping;
  return [
    // An audit stops nothing.
    paint.bold(`keyhalt: ${found}.${report.coverage.refs === undefined ? ' Stopped.' : ''}`),
    `  Remove  ${removal(first!, command)}`,
    `  Rotate  ${rotation(stopping, command)}`,
    `  Allow   ${report.allowing ?? byHand}`,
  ];
}

const byHand =
  'a false positive: comment "keyhalt:allow REASON" on its line, or its kh1: number in keyhalt.toml; git add.';

/** How to make these worthless, after "Rotate": what was pushed is known to others. @param command what starts keyhalt */
export function rotation(stopping: readonly Finding[], command?: string): string {
  const pushed = stopping.filter(({ exposure }) => exposure?.isPushed);
  if (pushed.length === 0)
    return `was it pushed or shared? Then deactivate it first: ${planOf(stopping, command)}`;
  const which = pushed.length === stopping.length ? 'pushed' : `${pushed.length} of them pushed`;
  return `${which}, so known to others. Deactivate now: ${planOf(pushed, command)}`;
}

/** The command that tells what to do about the most urgent one. */
const planOf = ([first]: readonly Finding[], command = 'keyhalt'): string =>
  `${command} respond ${first!.fingerprint}`;

/** How to get it out of where it stands, after "Remove". @param command what starts keyhalt */
export function removal({ appearances, exposure, fingerprint }: Finding, command = 'keyhalt'): string {
  const [place] = appearances;
  const fix = `${command} fix ${fingerprint}`;
  if (exposure !== undefined) {
    if (!exposure.isAtHead) return `it is not at HEAD, but history keeps it: ${fix} says how.`;
    return exposure.isPushed
      ? `${fix} takes it out of the file, and says how of history.`
      : `${fix} takes it out of the file, and of a commit not yet pushed.`;
  }
  if (place?.commit !== undefined) {
    const commit = place.commit.slice(0, 10);
    return `rewrite commit ${commit} without it (${command} fix, git rebase -i); a merge ends with git merge --abort.`;
  }
  if (place?.path === 'commit message') return 'write the message without it.';
  if (place?.path.startsWith('message of tag ')) return 'delete the tag, and make it anew without it.';
  if (!place?.isFile) return 'take it out, and read it from the environment.';
  const isText = place.archive === undefined && !place.isName;
  const edit = 'take it out, read it from the environment, and git add the file again.';
  return isText ? `run ${command} fix, or ${edit}` : edit;
}
