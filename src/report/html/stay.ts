import type { Exposure, Finding } from '../../model/finding.ts';
import { count } from '../count.ts';

/** Where a secret can be read today: at HEAD, in another branch or tag, or only in what git keeps of the past. */
export type State = 'head' | 'elsewhere' | 'gone';

/** From when to when a secret could be read, in seconds since 1970. */
export interface Stay {
  readonly state: State;
  readonly from: number;
  readonly to: number;
  readonly days: number;
}

const day = 24 * 60 * 60;

/**
 * The stay of what an audit told the exposure of.
 *
 * @param now when the audit began, in seconds since 1970
 */
export function stayOf(exposure: Exposure, now: number): Stay {
  const { first, gone, isAtHead, days } = exposure;
  const from = first.time;
  const until = (state: State, to: number): Stay => ({ state, from, to: Math.max(from, to), days });
  if (isAtHead) return until('head', now);
  if (gone === undefined) return until('elsewhere', now);
  // The days are counted to now where another branch still holds it, else to the commit that took it out.
  const isElsewhere = days > Math.max(0, Math.floor((gone.time - from) / day));
  return isElsewhere ? until('elsewhere', now) : until('gone', gone.time);
}

export const stateWords: Readonly<Record<State, string>> = {
  head: 'still at HEAD',
  elsewhere: 'in another branch or tag',
  gone: 'only in history',
};

export const daysWords = (days: number): string => (days === 0 ? 'less than a day' : count(days, 'day'));

/** When it could be read longest, by now. */
export const isAtHead = ({ exposure }: Finding): boolean => exposure?.isAtHead === true;
