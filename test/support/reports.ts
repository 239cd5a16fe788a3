/** Reports as the pipeline makes them, of text that no repository holds. */
import { findingsOf } from '../../src/findings/findings.ts';
import { incidentsOf } from '../../src/findings/incidents.ts';
import type { Report } from '../../src/model/report.ts';
import type { Rule } from '../../src/model/rule.ts';
import { defaultPolicy, judgeByPolicy, type Policy } from '../../src/policy/policy.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { rules, scanner } from './scanning.ts';

/** What there is to say of files with this content. */
export function reportOn(
  files: Readonly<Record<string, string | Buffer>>,
  more: Partial<Report> = {},
  policy: Policy = defaultPolicy,
  moreRules: readonly Rule[] = [],
): Report {
  const withRules = moreRules.length === 0 ? scanner : new Scanner([...rules, ...moreRules]);
  const located = Object.entries(files).flatMap(([path, content]) =>
    withRules
      .scan(Buffer.from(content))
      .detections.map((detection) => ({ detection, path, isFile: true as const, blob: 'b'.repeat(40) })),
  );
  const judged = judgeByPolicy(policy, findingsOf(located));
  return {
    what: 'staged content',
    complete: true,
    failOn: 'medium',
    ...judged,
    findings: incidentsOf(judged.findings),
    proposed: [],
    skipped: [],
    errors: [],
    nextCommit: {},
    coverage: {
      asked: Object.keys(files).length,
      scanned: Object.keys(files).length,
      bytes: 1234,
      compared: 0,
      kinds: {},
    },
    ...more,
  };
}
