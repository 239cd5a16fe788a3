import type { About, Coverage, Kind, Report } from '../model/report.ts';
import { count } from './count.ts';

/** What was read, how long that took, and by what: the last words of every scan. */
export function coverageLines({ coverage, skipped, complete }: Report, about: About): string[] {
  const { ruleSet, versions, seconds } = about;
  const read = [
    ...(coverage.refs === undefined ? [] : [count(coverage.refs, 'ref')]),
    ...kinds.flatMap(([kind, one]) => {
      const number = coverage.kinds[kind] ?? 0;
      return number === 0 ? [] : [count(number, one)];
    }),
    sizeOf(coverage),
  ];
  const left = [
    ...(coverage.known === undefined ? [] : [`${coverage.known} known to be clean from an earlier scan`]),
    ...(coverage.asked > coverage.scanned ? [`${coverage.asked - coverage.scanned} not read`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
    complete ? 'complete' : 'NOT complete',
  ];
  const programs = [
    `keyhalt ${versions.keyhalt}`,
    `rules ${ruleSet}`,
    ...(versions.git === undefined ? [] : [`git ${versions.git}`]),
    `node ${versions.node}`,
  ];
  return [
    `  Read    ${read.join(', ')} in ${seconds.toFixed(2)} s; ${left.join(', ')}`,
    `  With    ${programs.join(', ')}`,
  ];
}

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
