import type { About, Coverage, Kind, Report } from '../model/report.ts';
import { count } from './count.ts';

/** The last words of every scan, as its text has them. */
export const coverageLines = (report: Report, about: About): string[] => [
  `  Read    ${readingWords(report, about)}`,
  `  With    ${programWords(about)}`,
];

/** The same as sentences for formats that have no place of their own for it; none of a hook. */
export const coverageSentences = (report: Report): readonly string[] =>
  report.about === undefined
    ? []
    : [`read ${readingWords(report, report.about)}`, `with ${programWords(report.about)}`];

/** What was read, how long that took, and whether it is all. */
function readingWords(report: Report, { seconds }: About): string {
  const left = [...leftWords(report), report.complete ? 'complete' : 'NOT complete'].join(', ');
  return `${readWords(report.coverage)} in ${seconds.toFixed(2)} s; ${left}`;
}

/** "1 ref, 2 commits, 1.2 MB" */
export function readWords(coverage: Coverage): string {
  const read = [
    ...(coverage.refs === undefined ? [] : [count(coverage.refs, 'ref')]),
    ...kinds.flatMap(([kind, one]) => {
      const number = coverage.kinds[kind] ?? 0;
      return number === 0 ? [] : [count(number, one)];
    }),
    sizeOf(coverage),
  ];
  return read.join(', ');
}

/** What was not read by this scan, each part in words. */
export const leftWords = ({ coverage, skipped }: Pick<Report, 'coverage' | 'skipped'>): readonly string[] => [
  ...(coverage.known === undefined ? [] : [`${coverage.known} known to be clean from an earlier scan`]),
  ...(coverage.asked > coverage.scanned ? [`${coverage.asked - coverage.scanned} not read`] : []),
  ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
];

/** "keyhalt 1.2.3, rules 0123456789ab, …" */
export const programWords = ({ ruleSet, versions }: About): string =>
  [
    `keyhalt ${versions.keyhalt}`,
    `rules ${ruleSet}`,
    ...(versions.git === undefined ? [] : [`git ${versions.git}`]),
    `node ${versions.node}`,
  ].join(', ');

const kinds: readonly (readonly [Kind, string])[] = [
  ['commit', 'commit'],
  ['tree', 'tree'],
  ['blob', 'blob'],
  ['tag', 'tag'],
  ['file', 'file'],
  ['text', 'text'],
];

/** "39 bytes", "1.2 MB" */
function sizeOf({ bytes }: Coverage): string {
  if (bytes < 1e3) return count(bytes, 'byte');
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
