import { describe, expect, test } from 'vitest';
import type { AllowComment, Appearance, Finding } from '../../src/model/finding.ts';
import { type AllowEntry, defaultPolicy, type Judged, judgeByPolicy } from '../../src/policy/policy.ts';

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

describe('without a policy', () => {
  test('everything stays, and nothing is noted', () => {
    expect(judge([], [at('a', 1)])).toEqual({
      findings: [{ ...finding, appearances: [at('a', 1)] }],
      allowed: [],
      notes: [],
    });
  });

  test('remarks of the configuration are passed on, each once', () => {
    const policy = { ...defaultPolicy, notes: ['one', 'two', 'one'] };

    expect(judgeByPolicy(policy, []).notes).toEqual(['one', 'two']);
  });
});

const at = (path: string, line: number, comment?: AllowComment): Appearance => ({
  path,
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
): Judged => judgeByPolicy({ ...defaultPolicy, allow }, [{ finding: { ...finding, appearances }, matches }]);
