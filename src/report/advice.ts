import { isAbsolute } from 'node:path';
import type { ChalkInstance } from 'chalk';
import type { Finding } from '../model/finding.ts';
import { keysOf } from '../model/fingerprints.ts';
import type { NextCommit, Report } from '../model/report.ts';
import { atLeast } from '../model/severity.ts';
import { count } from './count.ts';

/** What happened, and what to do next in at most four lines. */
export function advice(report: Report, paint: ChalkInstance, command?: string): string[] {
  const isStopping = report.findings.some(({ severity }) => atLeast(severity, report.failOn));
  const found = `${count(report.findings.length, 'finding')} in ${report.what}`;
  if (!isStopping) return [paint.bold(`${found}, none at or above ${report.failOn}: nothing is stopped.`)];

  return [
    // A scan has come to its end, and stops nothing but what goes by its exit code.
    paint.bold(`keyhalt: ${found}.${report.about === undefined ? ' Stopped.' : ''}`),
    ...stepLines(report, command).map((line) => `  ${line}`),
  ];
}

/** One thing to do, and how. */
interface Step {
  readonly name: 'Remove' | 'Rotate' | 'Allow';
  readonly text: string;
}

/** What to do next where something stops, else nothing. @param command what starts keyhalt */
export function steps(report: Report, command?: string): readonly Step[] {
  const stopping = report.findings.filter(({ severity }) => atLeast(severity, report.failOn));
  const [first] = stopping;
  if (first === undefined) return [];
  const { nextCommit, allowing = byHand } = report;
  const where = { command, nextCommit, isAllHere: areAllHere(stopping) };
  return [
    { name: 'Remove', text: removalOfAll(stopping, where) ?? removal(first, where) },
    { name: 'Rotate', text: rotation(stopping, command) },
    { name: 'Allow', text: isForBaseline(report, stopping) ? byBaseline(command) : allowing },
  ];
}

/** The same in plain lines, of which the texts stand below each other. */
export const stepLines = (report: Report, command?: string): readonly string[] =>
  steps(report, command).map(({ name, text }) => `${name.padEnd('Remove'.length)}  ${text}`);

const byHand =
  'a false positive: comment "keyhalt:allow REASON" on its line, or its kh1: number in keyhalt.toml; git add.';

const byBaseline = (command = 'keyhalt'): string =>
  `false positives: kh1: numbers in keyhalt.toml, or all that is here by ${command} baseline create; git add.`;

/** From so many on nobody writes them down one by one. */
const many = 20;

/** Whether much of it stands in files that a baseline would be made of. */
function isForBaseline({ about, nextCommit, allowing }: Report, stopping: readonly Finding[]): boolean {
  if (about === undefined || nextCommit !== undefined) return false;
  const here = stopping.filter(({ exposure, appearances: [place] }) =>
    exposure === undefined
      ? allowing === undefined && place?.isFile && !place.isApart && place.commit === undefined
      : exposure.isAtHead,
  );
  return here.length >= many;
}

/** How to make these worthless, after "Rotate": what was pushed is known to others. @param command what starts keyhalt */
export function rotation(stopping: readonly Finding[], command = 'keyhalt'): string {
  const pushed = stopping.filter(({ exposure }) => exposure?.isPushed);
  if (stopping[0]!.appearances.every(({ isApart }) => isApart))
    return `was it shared? Deactivate it first: ${command} scan … --output json:FILE, then ${command} respond --report FILE.`;
  if (pushed.length === 0)
    return `was it pushed or shared? Then deactivate it first: ${planOf(stopping, command)}`;
  const which = pushed.length === stopping.length ? 'pushed' : `${pushed.length} of them pushed`;
  return `${which}, so known to others. Deactivate now: ${planOf(pushed, command)}`;
}

/** The command that tells what to do about the most urgent one. */
const planOf = ([first]: readonly Finding[], command: string): string =>
  `${command} respond ${first!.fingerprint}`;

/** More than one secret, all of them in files of this folder: a fix of the folder takes out what one number does not name. */
function areAllHere(stopping: readonly Finding[]): boolean {
  const secrets = stopping.flatMap((finding) => [
    finding,
    ...keysOf(finding).filter(({ appearances = [] }) => appearances.length > 0),
  ]);
  const places = stopping.flatMap(({ appearances }) => appearances);
  return secrets.length > 1 && places.every(({ path }) => !isAbsolute(path) && !/^\.\.(?:\/|$)/.test(path));
}

/** What is known beside a finding of where it can be taken out. */
export interface RemovalOptions {
  /** What starts keyhalt. */
  readonly command?: string | undefined;
  readonly nextCommit?: NextCommit | undefined;
  /** Whether it is one of more, and `keyhalt fix .` reaches them all. */
  readonly isAllHere?: boolean;
}

/** How to get it out of where it stands, after "Remove". */
export function removal(
  { appearances, exposure, fingerprint }: Finding,
  { command = 'keyhalt', nextCommit, isAllHere = false }: RemovalOptions = {},
): string {
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
    return nextCommit?.underWay === 'merge'
      ? `git merge --abort; ${fix} says how to rewrite commit ${commit}.`
      : `rewrite commit ${commit} without it (${fix}, git rebase -i).`;
  }
  if (!place?.isFile) return removalFromText(place?.path ?? '');
  if (place.isApart) return elsewhere;
  if (nextCommit?.underWay !== undefined)
    return `take it out, read it from the environment, git add the file, and git ${nextCommit.underWay} --continue.`;
  const edit = 'take it out, read it from the environment, and git add the file again.';
  if (place.archive !== undefined || place.isName) return edit;
  // A bare fix takes out all that is staged.
  if (nextCommit !== undefined) return `run ${command} fix, or ${edit}`;
  return `run ${isAllHere ? `${command} fix .` : fix}, or take it out and read it from the environment.`;
}

/** How to get several out of commits, after "Remove"; undefined where it is one, or what is said of the first holds for all. */
function removalOfAll(
  stopping: readonly Finding[],
  { command = 'keyhalt', nextCommit }: RemovalOptions,
): string | undefined {
  const [first] = stopping;
  if (stopping.length === 1) return undefined;
  const fix = `${command} fix ${numbersOf(stopping)}`;
  if (first?.exposure !== undefined)
    return stopping.some(({ exposure }) => exposure?.isAtHead)
      ? `${fix} takes them out of the files, and says how of history.`
      : `gone from HEAD, but kept in history: ${fix} says how.`;
  const [commit, ...others] = new Set(stopping.map(({ appearances: [place] }) => place?.commit));
  if (commit === undefined || others.includes(undefined)) return undefined;
  const commits = others.length === 0 ? `commit ${commit.slice(0, 10)}` : count(others.length + 1, 'commit');
  return nextCommit?.underWay === 'merge'
    ? `git merge --abort; ${fix} says how to rewrite ${commits}.`
    : `rewrite ${commits} without them (${fix}, git rebase -i).`;
}

/** The beginnings of a few, by which `keyhalt fix` knows them; of more, that they are to be named. */
const numbersOf = (stopping: readonly Finding[]): string =>
  stopping.length > 3
    ? 'kh1:… kh1:…'
    : stopping.map(({ fingerprint }) => fingerprint.slice(0, 'kh1:'.length + 8)).join(' ');

/** What is no file: a message, a tag, a stream. */
function removalFromText(words: string): string {
  if (words === 'commit message') return 'write the message without it.';
  if (words.startsWith('message of tag ')) return 'delete the tag, and make it anew without it.';
  return elsewhere;
}

const elsewhere = 'take it out, and read it from the environment.';
