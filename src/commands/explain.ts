import { resolve } from 'node:path';
import { allRules } from '../built-in.ts';
import { scannerFor } from '../commit.ts';
import type { Repository } from '../git/process.ts';
import { pathPrefix } from '../git/questions.ts';
import { topIfAny } from '../git/work-tree.ts';
import { UserError } from '../model/user-error.ts';
import { visible } from '../model/visible.ts';
import { commentCounts, criteriaOf, defaultPolicy, documented, type Policy } from '../policy/policy.ts';
import { count } from '../report/count.ts';
import type { GateResult } from '../scan/checks.ts';
import type { Detection } from '../scan/detection.ts';
import { lineCount, type Trace, type Way } from '../scan/explain.ts';
import type { Scanner } from '../scan/scanner.ts';
import { stagedPolicy, unstagedRemarks, workTreePolicy } from '../whose-policy/load.ts';
import { demandLine, fileAt, type NamedPlace, placeIn } from './named-place.ts';
import { seenFromTop } from './scan-input.ts';

export interface ExplainOptions {
  readonly repository: Repository;
  readonly now: Date;
  readonly config?: string;
  readonly print: (line: string) => void;
}

/**
 * `keyhalt explain PATH:LINE[:COLUMN]`: each match of a rule there, each gate with its number, what the policy says of it, and
 * the text to paste to allow it. Returns 1 when something there is a finding that nothing allows, else 0.
 */
export async function explain(asked: string, options: ExplainOptions): Promise<number> {
  const { repository, print } = options;
  const named = placeIn(asked, repository.cwd);
  if (named === undefined)
    throw new UserError('explain needs a place', {
      hint: 'Name file and line: keyhalt explain src/config.ts:12',
    });
  const { path } = named;
  const place = `${path}:${named.line}`;
  const bytes = fileAt(resolve(repository.cwd, path));
  const { policy, shownPath, remarks } = await policyAround(path, options);
  const { scanner, errors } = await scannerFor(policy, repository);
  for (const note of [...errors.map(({ message }) => message), ...remarks]) print(`note: ${note}`);

  const counts = (one: Pick<Detection, 'ruleId' | 'inFiles'>) => scanner.counts(one, shownPath);
  const traces = tracesAt(named, bytes, scanner, policy)
    .filter(({ ruleId }) => counts({ ruleId }))
    .map(
      ({ detection, ...rest }): Trace =>
        detection !== undefined && counts(detection) ? { ...rest, detection } : rest,
    );
  if (traces.length === 0) print(`${place}: no rule matches anything that begins on this line.`);
  let code = 0;
  for (const trace of traces) {
    const isUsers = policy.userRules.some(({ id }) => id === trace.ruleId);
    for (const text of linesFor(trace, place, isUsers)) print(text);
    if (trace.detection === undefined) continue;
    const pardon = pardonLines(policy, trace.detection, shownPath);
    for (const text of pardon.lines) print(text);
    if (!pardon.isAllowed) code = 1;
  }
  return code;
}

/** The matches on the line, or of them those that begin at the column where some do. */
function tracesAt(
  { path, line, column }: NamedPlace,
  bytes: Buffer,
  scanner: Scanner,
  { looks }: Policy,
): readonly Trace[] {
  demandLine(line, lineCount(bytes, looks.wide), path);
  const traces = scanner.explain(bytes, line);
  const there = traces.filter((trace) => trace.column === column);
  return there.length > 0 ? there : traces;
}

/** In a repository its policy, and the path as it has it; elsewhere none. */
async function policyAround(
  path: string,
  { repository, now, config }: ExplainOptions,
): Promise<{ policy: Policy; shownPath: string; remarks: readonly string[] }> {
  const top = topIfAny(repository);
  if (top === undefined) return { policy: defaultPolicy, shownPath: path, remarks: [] };
  const fromTop = seenFromTop(Buffer.from(await pathPrefix(repository)), repository.cwd);
  const policy = await workTreePolicy(repository, top, {
    rules: allRules,
    now,
    ...(config === undefined ? {} : { config }),
  });
  const shownPath = fromTop(Buffer.from(path)).toString();
  if (config !== undefined) return { policy, shownPath, remarks: [] };
  const staged = await stagedPolicy(repository, { rules: allRules, now }).catch(() => ({
    ...defaultPolicy,
    staged: '',
  }));
  return { policy, shownPath, remarks: unstagedRemarks(repository, staged) };
}

function linesFor(trace: Trace, place: string, isUsers: boolean): string[] {
  const { ruleId, description, column, masked, decoded, gates, ways, detection } = trace;
  const verdict =
    detection === undefined ? 'no finding' : `a finding, ${detection.severity}: ${detection.why.join(', ')}`;
  return [
    `${place}:${column}  ${description} (${ruleId})  ${masked}`,
    ...(decoded.length === 0 ? [] : [`  read through ${decoded.join(' and ')}`]),
    ...gateLines(gates).map((line) => `  ${line}`),
    ...(ways.length === 0 ? [] : ['  believed when one of these holds:']),
    ...(isUsers ? ways.map(usersWay) : distinct(ways.map(ourWay))).flatMap(wayLines),
    ...(!isUsers && ways.some(hasPattern)
      ? [`  what counts as saying so: keyhalt rules show ${ruleId}`]
      : []),
    `  => ${verdict}`,
  ];
}

/** A way to be believed, in words. */
interface WayInWords {
  readonly words: string;
  readonly isThere: boolean;
  readonly gates: readonly GateResult[];
}

/** What users write they read as they wrote it. */
const usersWay = (way: Way): WayInWords => ({
  ...way,
  words: wordsOf(way, (pattern) => `that matches ${visible(pattern)}`),
});

/** Of a rule of ours the patterns would hide the answer, and the gates of what is not there. */
const ourWay = (way: Way): WayInWords => ({
  words: wordsOf(way, () => 'that says so'),
  isThere: way.isThere,
  gates: way.isThere ? way.gates : [],
});

/** Each once, of what is said in the same words: what holds, else what is there, else that it is not. */
function distinct(ways: readonly WayInWords[]): readonly WayInWords[] {
  const worth = ({ isThere, gates }: WayInWords) =>
    isThere ? 1 + Number(gates.every(({ passed }) => passed)) : 0;
  const best = new Map<string, WayInWords>();
  for (const way of ways) {
    const known = best.get(way.words);
    if (known === undefined || worth(way) > worth(known)) best.set(way.words, way);
  }
  return [...best.values()].sort((a, b) => Number(b.isThere) - Number(a.isThere));
}

const wayLines = ({ words, isThere, gates }: WayInWords): readonly string[] => [
  `  - ${words}${words === formatAlone ? '' : `: ${isThere ? 'yes' : 'no'}`}`,
  ...gateLines(gates).map((line) => `      ${line}`),
];

const formatAlone = 'its format alone';

function wordsOf(
  { label, note, context, contextLines = 5, near, path }: Way,
  speaks: (pattern: string) => string,
): string {
  const wants = [
    ...(label === undefined ? [] : [`a name before it ${speaks(label)}`]),
    ...(note === undefined ? [] : [`a comment beside it ${speaks(note)}`]),
    ...(context === undefined ? [] : [`something within ${count(contextLines, 'line')} ${speaks(context)}`]),
    ...(near === undefined ? [] : [`a finding of ${near} within 5 lines`]),
    ...(path === undefined ? [] : ['a file whose name says so']),
  ];
  return wants.length === 0 ? formatAlone : wants.join(', and ');
}

const hasPattern = ({ label, note, context }: Way): boolean =>
  [label, note, context].some((pattern) => pattern !== undefined);

/** What decided stands by itself. */
function gateLines(gates: readonly GateResult[]): string[] {
  const passed = gates.filter((gate) => gate.passed).map(gateWords);
  const failed = gates.filter((gate) => !gate.passed).map(gateWords);
  return [
    ...failed.map((words) => `FAILED  ${words}`),
    ...(passed.length === 0 ? [] : [`passed  ${passed.join('; ')}`]),
  ];
}

const gateWords = ({ gate, measured, least }: GateResult): string =>
  measured === undefined ? gate : `${gate} ${measured} (at least ${least})`;

/** What the policy says of a finding, entry by entry, and how to allow it. */
function pardonLines(
  policy: Policy,
  detection: Detection,
  path: string,
): { lines: string[]; isAllowed: boolean } {
  const lines: string[] = [];
  let isAllowed = detection.isDocumented === true;
  if (isAllowed) lines.push(`  allowed: ${documented.reason}`);
  for (const entry of policy.allow) {
    const criteria = Object.entries(criteriaOf(entry, detection, { path, isFile: true }, detection.matches));
    const holding = criteria.filter(([, holds]) => holds);
    if (holding.length === criteria.length) isAllowed = true;
    if (holding.length > 0 || criteria.length === 1) {
      const words = criteria.map(([name, holds]) => `${name} ${holds ? 'fits' : 'does not'}`).join(', ');
      lines.push(
        `  ${entry.name}: ${holding.length === criteria.length ? 'allows it' : 'does not allow it'} (${words})`,
      );
    }
  }
  for (const name of policy.expired) lines.push(`  ${name}: has expired`);
  const known = policy.baseline?.find(detection);
  if (known !== undefined) {
    isAllowed = true;
    lines.push(`  ${known.name}: knows it`);
  }
  const { comment } = detection;
  if (comment !== undefined) {
    const counts = commentCounts(comment);
    isAllowed ||= counts;
    lines.push(
      `  comment ${comment.marker}: ${counts ? 'allows it' : 'needs a reason behind it, so it does not count'}`,
    );
  }
  return { lines: isAllowed ? lines : [...lines, ...howToAllow(detection, path)], isAllowed };
}

const howToAllow = ({ fingerprint, ruleId }: Detection, path: string): string[] => [
  '  to allow this value wherever it stands, paste into keyhalt.toml:',
  '',
  '[[allow]]',
  `fingerprints = ["${fingerprint}"]`,
  'reason = "…"',
  '',
  ...(isPlainPath.test(path)
    ? [
        '  or whatever this rule finds in this file:',
        '',
        '[[allow]]',
        `paths = ["${path}"]`,
        `rules = ["${ruleId}"]`,
        'reason = "…"',
        '',
      ]
    : []),
  '  or what stands on this line, with a comment on it: keyhalt:allow …',
];

/** Below the top, and without a character that means something in a glob or in TOML. */
const isPlainPath = /^(?!\/|\.\.?\/)[\w./@ -]+$/;
