import type { Report } from '../model/report.ts';
import { count } from './count.ts';
import type { Limits } from './sarif-limits.ts';
import { sarifMessage } from './sarif-text.ts';
import { skippedLines } from './skipped.ts';

/** How many of a kind are told. */
const toldAtMost = 100;

export interface Notification {
  readonly descriptor: { readonly id: string };
  readonly level: string;
  readonly message: { readonly text: string };
}

const notification = (id: string, level: string, text: string): Notification => ({
  descriptor: { id },
  level,
  message: { text: sarifMessage(text) },
});

/** What could not be read, what was deliberately not, and what else a reader must know. */
export const toldNotifications = ({ errors, skipped, notes }: Report): Notification[] => [
  ...errors
    .slice(0, toldAtMost)
    .map(({ message, hint }) => notification('not-read', 'error', `${message}. ${hint}`)),
  ...(errors.length > toldAtMost
    ? [notification('not-read', 'error', `… and ${count(errors.length - toldAtMost, 'more error')}`)]
    : []),
  ...skippedLines(skipped, toldAtMost).map((words) => notification('skipped', 'note', words)),
  ...notes.slice(0, toldAtMost).map((note) => notification('note', 'warning', note)),
];

/** What GitHub would not take. */
export function cutNotifications(
  { results, shortened }: { readonly results: number; readonly shortened: number },
  limits: Limits,
): Notification[] {
  const cut = [
    results === 0
      ? []
      : `${count(results, 'result')} cut, the least severe: GitHub takes ${limits.results} of a run, and ${limits.bytes} bytes`,
    shortened === 0
      ? []
      : `${count(shortened, 'result')} cut to ${limits.locations} places, which is as many as GitHub takes`,
  ];
  return cut.flat().map((words) => notification('cut', 'warning', `${words}. The JSON report has all.`));
}
