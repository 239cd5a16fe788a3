import type { Report } from '../model/report.ts';

/** Seconds since 1970 as `2026-11-25T21:40:29Z`; before the year 0 and after 9999 the nearest that has four digits. */
export const dateOf = (time: number): string => {
  const inRange = Math.min(Math.max(time, earliest), latest);
  return new Date(inRange * 1000).toISOString().replace('.000Z', 'Z');
};

/** The first second of the year 0, and the last of the year 9999. */
const earliest = -62_167_219_200;
const latest = 253_402_300_799;

/** The day alone: `2026-11-25`. */
export const dayOf = (time: number): string => dateOf(time).replace(/T.*/, '');

/** When a scan began; of one that ended before there was a report, now. */
export const startOf = ({ about }: Pick<Report, 'about'>, now: Date): Date =>
  about === undefined ? now : new Date(about.started * 1000);

/** In UTC, without a zone, for schemas that know none: `2026-11-25T21:40:29`. */
export const withoutZone = (date: Date): string => date.toISOString().slice(0, 19);
