/** Time from left to right. */
export interface Axis {
  /** Where a time stands, in percent. */
  readonly place: (time: number) => number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

const day = 24 * 60 * 60;
/** How many lines a picture takes before they are in each other's way. */
const mostTicks = 8;

type Unit = 'day' | 'month' | 'year';
const steps: readonly (readonly [count: number, unit: Unit, seconds: number])[] = [
  [1, 'day', day],
  [2, 'day', 2 * day],
  [7, 'day', 7 * day],
  [14, 'day', 14 * day],
  [1, 'month', 30 * day],
  [3, 'month', 91 * day],
  [6, 'month', 182 * day],
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].map(
    (years) => [years, 'year', years * 365 * day] as const,
  ),
];

/**
 * An axis from one time to another, in seconds since 1970, with lines at the beginnings of days, months or years
 * in UTC.
 */
export function axisOf(from: number, to: number): Axis {
  // A day at least, which has been: what is to come is no part of the picture.
  const most = Math.min(Math.max(to, earliest + day), latest);
  const least = Math.max(Math.min(from, most - day), earliest);
  // Something is left on both sides, so that no end touches the edge.
  const edge = (most - least) * 0.015;
  const [start, width] = [least - edge, most - least + 2 * edge];
  const place = (time: number) => (100 * (Math.min(Math.max(time, least), most) - start)) / width;
  const step = steps.find(([, , seconds]) => (most - least) / seconds <= mostTicks) ?? steps.at(-1)!;
  const ticks = timesOf(step, least, most).map((time) => ({
    at: Number(place(time).toFixed(2)),
    label: labelOf(time, step[1]),
  }));
  // A label at the edge would be cut.
  return { place, ticks: ticks.map((tick) => (tick.at > 95 || tick.at < 4 ? { ...tick, label: '' } : tick)) };
}

/** What a calendar has, in seconds: from the year 1 to the year 9999. */
const earliest = -62_135_596_800;
const latest = 253_402_300_799;

function timesOf([count, unit]: (typeof steps)[number], least: number, most: number): number[] {
  const times: number[] = [];
  const at = new Date(least * 1000);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const first = {
    day: Math.floor(least / day),
    month: year * 12 + Math.floor(month / count) * count,
    year: Math.floor(year / count) * count,
  }[unit];
  for (let n = first; ; n += count) {
    const time = timeOf(n, unit);
    if (time > most) return times;
    if (time >= least) times.push(time);
  }
}

function timeOf(n: number, unit: Unit): number {
  if (unit === 'day') return n * day;
  const [year, month] = unit === 'year' ? [n, 0] : [Math.floor(n / 12), n % 12];
  const date = new Date(0);
  // Date.UTC takes 0 to 99 for years of the last century.
  date.setUTCFullYear(year, month, 1);
  return date.getTime() / 1000;
}

const labelOf = (time: number, unit: Unit): string =>
  new Date(time * 1000).toISOString().slice(0, { day: 10, month: 7, year: 4 }[unit]);
