import { describe, expect, test } from 'vitest';
import type { AllowComment, Appearance, Finding } from '../../src/model/finding.ts';
import type { Rule } from '../../src/model/rule.ts';
import { readBaseline } from '../../src/policy/baseline.ts';
import {
  type AllowEntry,
  defaultPolicy,
  type Judged,
  judgeByPolicy,
  looksForNoMore,
  type Policy,
} from '../../src/policy/policy.ts';

const finding: Finding = {
  ruleId: 'a-rule',
  description: 'a rule',
  severity: 'high',
  fingerprint: 'kh1:1',
  entropy: 4,
  why: ['its format says so'],
  appearances: [],
};
const entry: AllowEntry = { name: 'keyhalt.toml, allow entry 1', reason: 'a demo' };
const under = (folder: string) => (path: string) => path.startsWith(`${folder}/`);

describe('an allow entry', () => {
  test.each<[string, Omit<AllowEntry, 'name' | 'reason'>, boolean]>([
    ['the path', { paths: under('test') }, true],
    ['another path', { paths: under('src') }, false],
    ['the rule', { rules: ['other', 'a-rule'] }, true],
    ['another rule', { rules: ['other'] }, false],
    ['the fingerprint', { fingerprints: ['kh1:0', 'kh1:1'] }, true],
    ['another fingerprint', { fingerprints: ['kh1:2'] }, false],
    ['a pattern that matched', { values: [3, 7] }, true],
    ['a pattern that did not', { values: [3] }, false],
    [
      'everything about it',
      { paths: under('test'), rules: ['a-rule'], fingerprints: ['kh1:1'], values: [7] },
      true,
    ],
    [
      'all but the path',
      { paths: under('src'), rules: ['a-rule'], fingerprints: ['kh1:1'], values: [7] },
      false,
    ],
    ['all but the rule', { paths: under('test'), rules: ['x'], fingerprints: ['kh1:1'], values: [7] }, false],
    [
      'all but the fingerprint',
      { paths: under('test'), rules: ['a-rule'], fingerprints: ['x'], values: [7] },
      false,
    ],
    [
      'all but the value',
      { paths: under('test'), rules: ['a-rule'], fingerprints: ['kh1:1'], values: [8] },
      false,
    ],
  ])('that names %s allows it: %#', (_, criteria, allowed) => {
    const judged = judge([{ ...entry, ...criteria }], [at('test/a', 1)], [7]);

    expect(judged.findings).toHaveLength(allowed ? 0 : 1);
    expect(judged.allowed.map(({ by, reason }) => ({ by, reason }))).toEqual(
      allowed ? [{ by: entry.name, reason: 'a demo' }] : [],
    );
  });

  test('takes away the places that it covers, and the finding only when no other is left', () => {
    const places = [at('src/a', 1), at('test/a', 2), at('src/b', 3)];

    const judged = judge([{ ...entry, paths: under('test') }], places);

    expect(judged.findings).toEqual([{ ...finding, appearances: [places[0], places[2]] }]);
    expect(judged.allowed.map((one) => one.finding)).toEqual([{ ...finding, appearances: [places[1]] }]);
  });

  test('by path speaks of files only, whatever words stand for a place that is none', () => {
    const { isFile: _, ...message } = at('commit message', 1);
    const allowsAll = { ...entry, paths: () => true };

    expect(judge([allowsAll], [message]).findings).toHaveLength(1);
    expect(judge([allowsAll], [at('commit message', 1)]).findings).toEqual([]);
    expect(judge([{ ...entry, rules: ['a-rule'] }], [message]).findings).toEqual([]);
  });

  test('that comes first is the one that is named', () => {
    const judged = judge(
      [
        { ...entry, rules: ['x'] },
        { ...entry, name: 'second' },
        { ...entry, name: 'third' },
      ],
      [at('a', 1)],
    );

    expect(judged.allowed.map(({ by }) => by)).toEqual(['second']);
  });

  test('may come together with a comment: every place needs one of them', () => {
    const places = [at('test/a', 1), at('src/a', 2, { marker: 'keyhalt:allow', reason: 'a demo' })];

    expect(judge([{ ...entry, paths: under('test') }], places).findings).toEqual([]);
    expect(judge([], places).findings).toHaveLength(1);
  });
});

describe('a comment', () => {
  test('of ours with a reason allows what stands on its line', () => {
    const judged = judge([], [at('a', 1, { marker: 'keyhalt:allow', reason: 'a demo' })]);

    expect(judged).toMatchObject({
      findings: [],
      allowed: [{ by: 'comment keyhalt:allow', reason: 'a demo' }],
      notes: [],
    });
  });

  test('of ours without a reason does not count, and that is noted', () => {
    const judged = judge([], [at('a', 7, { marker: 'keyhalt:allow', reason: '' })]);

    expect(judged).toMatchObject({ findings: [finding.ruleId].map((ruleId) => ({ ruleId })), allowed: [] });
    expect(judged.notes).toEqual(['a:7: keyhalt:allow needs a reason behind it, so it does not count']);
  });

  test.each(['gitleaks:allow', 'pragma: allowlist secret'])(
    '%s, which has no reason in its form, counts',
    (marker) => {
      expect(judge([], [at('a', 1, { marker, reason: '' })])).toMatchObject({
        findings: [],
        allowed: [{ by: `comment ${marker}`, reason: '' }],
        notes: [],
      });
    },
  );

  test('allows its own line and no other', () => {
    const places = [at('a', 1, { marker: 'keyhalt:allow', reason: 'a demo' }), at('a', 2)];

    expect(judge([], places).findings).toEqual([{ ...finding, appearances: [places[1]] }]);
  });
});

describe('what a policy consists of', () => {
  const entries = [
    { ...entry, name: 'one', paths: under('test') },
    { ...entry, name: 'two', paths: under('docs') },
  ];

  test('is counted: what was used, what was not, what has expired', () => {
    const policy = { ...defaultPolicy, allow: entries, expired: ['three'] };
    const judgeable = {
      finding: { ...finding, appearances: [at('test/a', 1)] },
      matches: [],
      isDocumented: false,
    };

    const judged = judgeByPolicy(policy, [judgeable]);

    expect(judged.policy).toEqual({ entries: 3, used: 1, unused: ['two'], expired: ['three'] });
    expect(judged.notes).toEqual(['three has expired and does not count']);
  });

  test('knows the findings of the baseline by their fingerprints, wherever they stand', () => {
    const baseline = readBaseline(
      `kh1:${'1'.repeat(32)} a-rule old/place.env # closed account\nkh1:${'2'.repeat(32)} a-rule x\n`,
      'keyhalt.baseline',
    );
    const known = { ...finding, fingerprint: `kh1:${'1'.repeat(32)}`, appearances: [at('new/place.env', 9)] };

    const judged = judgeByPolicy({ ...defaultPolicy, baseline }, [
      { finding: known, matches: [], isDocumented: false },
    ]);

    expect(judged).toMatchObject({
      findings: [],
      allowed: [{ by: 'keyhalt.baseline:1', reason: 'closed account' }],
      policy: { entries: 2, used: 1, unused: ['keyhalt.baseline:2'] },
    });
  });

  test('counts no comment where comments are proposals', () => {
    const place = at('a', 1, { marker: 'keyhalt:allow', reason: 'a demo' });
    const judgeable = { finding: { ...finding, appearances: [place] }, matches: [], isDocumented: false };

    expect(judgeByPolicy(defaultPolicy, [judgeable], { comments: false }).findings).toHaveLength(1);
    expect(judgeByPolicy(defaultPolicy, [judgeable]).findings).toEqual([]);
  });
});

describe('without a policy', () => {
  test('everything stays, and nothing is noted', () => {
    expect(judge([], [at('a', 1)])).toEqual({
      findings: [{ ...finding, appearances: [at('a', 1)] }],
      allowed: [],
      notes: [],
      policy: { entries: 0, used: 0, unused: [], expired: [] },
    });
  });

  test('documented examples are set aside, and told as what they are', () => {
    const example = { finding: { ...finding, appearances: [at('a', 1)] }, matches: [], isDocumented: true };

    expect(judgeByPolicy(defaultPolicy, [example])).toMatchObject({
      findings: [],
      allowed: [{ by: 'the built-in list', isDocumented: true }],
    });
  });
});

const at = (path: string, line: number, comment?: AllowComment): Appearance => ({
  path,
  isFile: true,
  line,
  column: 1,
  width: 20,
  excerpt: '****',
  mark: { start: 0, length: 4 },
  ...(comment === undefined ? {} : { comment }),
});

const judge = (
  allow: readonly AllowEntry[],
  appearances: readonly Appearance[],
  matches: readonly number[] = [],
): Judged =>
  judgeByPolicy({ ...defaultPolicy, allow }, [
    { finding: { ...finding, appearances }, matches, isDocumented: false },
  ]);

describe('whether nothing more is looked for than without a policy, so that the gate may answer by itself', () => {
  const rule: Rule = { id: 'a-rule', description: 'a rule', severity: 'high' };
  const optIn: Rule = { ...rule, id: 'another', optIn: true };
  const { looks } = defaultPolicy;

  test.each<[string, Partial<Policy>, boolean]>([
    ['nothing', {}, true],
    ['fewer of the built-in rules', { builtIn: [rule] }, true],
    ['fewer layers of base64', { looks: { ...looks, base64: looks.base64 - 1 } }, true],
    ['a rule that waits to be enabled', { builtIn: [rule, optIn] }, false],
    ['a rule of the user', { userRules: [rule] }, false],
    ['more layers of base64', { looks: { ...looks, base64: looks.base64 + 1 } }, false],
    ['the own keys', { ownKeys: true }, false],
  ])('where it says %s', (_, said, answer) => {
    expect(looksForNoMore({ ...defaultPolicy, ...said })).toBe(answer);
  });
});
