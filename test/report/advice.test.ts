import { Chalk } from 'chalk';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { advice, removal, rotation, steps } from '../../src/report/advice.ts';
import { auditOf } from '../support/audits.ts';
import { findingOf, placeOf } from '../support/leaks.ts';

const plain = new Chalk({ level: 0 });
const fingerprint = (digit: string) => `kh1:${digit.repeat(32)}`;
const moment = { commit: 'c'.repeat(40), author: 'Ada', time: 1_700_000_000 };
const found = (digit: string, isPushed?: boolean) =>
  findingOf('aws-access-key-id', {
    fingerprint: fingerprint(digit),
    ...(isPushed === undefined
      ? {}
      : {
          exposure: {
            first: moment,
            last: moment,
            reintroduced: 0,
            isAtHead: true,
            days: 1,
            refs: [],
            isPushed,
          },
        }),
  });

const gone = { ...found('1', true), exposure: { ...found('1', true).exposure!, isAtHead: false } };

test('removing begins with keyhalt fix, where that helps', () => {
  const at = (place: object) =>
    removal({ ...found('1'), appearances: [{ ...found('1').appearances[0]!, isFile: true, ...place }] });

  for (const finding of [found('1', true), found('1', false), gone])
    expect(removal(finding)).toContain(`keyhalt fix ${fingerprint('1')}`);
  expect(at({})).toBe(
    `run keyhalt fix ${fingerprint('1')}, or take it out and read it from the environment.`,
  );
  expect(at({ commit: 'c'.repeat(40) })).toContain(`(keyhalt fix ${fingerprint('1')}, git rebase -i)`);
  expect(at({ path: 'file name is what I am called' })).toMatch(/^run keyhalt fix/);
  expect(at({ archive: 'zip' })).not.toContain('keyhalt fix');
  expect(at({ path: 'file name a.txt', isName: true })).not.toContain('keyhalt fix');
  expect(at({ path: 'commit message', isFile: false })).toBe('write the message without it.');
  expect(at({ path: 'message of tag 0123456789', isFile: false })).toContain('delete the tag');
  expect(at({ path: 'standard input', isFile: false })).not.toContain('git add');
});

describe('a fix is one that reaches what was found', () => {
  const inFile = (digit: string, more: object = {}, path = `app/${digit}.env`) => ({
    ...findingOf('aws-secret-access-key', { fingerprint: fingerprint(digit), ...more }),
    appearances: [placeOf('****', { path, isFile: true })],
  });
  const adviceOn = (findings: readonly Finding[], more: Partial<Report> = {}) =>
    advice({ ...auditOf(findings), what: 'files', ...more }, plain)[1];
  const pairedWith = {
    ...{ ruleId: 'aws-access-key-id', fingerprint: fingerprint('9'), masked: 'AKIA', line: 1 },
    appearances: [placeOf('AKIA')],
  };

  test('by its number where it is one secret', () => {
    expect(adviceOn([inFile('1')])).toContain(`run keyhalt fix ${fingerprint('1')}, or`);
  });

  test('of the folder where there are more, or one with its key ID', () => {
    expect(adviceOn([inFile('1'), inFile('2')])).toContain('run keyhalt fix ., or');
    expect(adviceOn([inFile('1', { pairedWith })])).toContain('run keyhalt fix ., or');
  });

  test('by the number of the first where one is in another folder', () => {
    for (const path of ['../b.env', '/srv/b.env'])
      expect(adviceOn([inFile('1'), inFile('2', {}, path)])).toContain(
        `run keyhalt fix ${fingerprint('1')}, or`,
      );
  });

  test('of what is staged where that was looked at', () => {
    expect(adviceOn([inFile('1'), inFile('2')], { nextCommit: {} })).toContain('run keyhalt fix, or');
  });

  test('none while something is under way, in which a fix refuses', () => {
    const line = adviceOn([inFile('1')], { nextCommit: { underWay: 'cherry-pick' } });

    expect(line).toContain('git add the file, and git cherry-pick --continue');
    expect(line).not.toContain('keyhalt fix');
  });
});

describe('several in commits are named together', () => {
  const brought = (digit: string, commit = 'c') => ({
    ...found(digit),
    appearances: [placeOf('****', { isFile: true, commit: commit.repeat(40) })],
  });
  const removalIn = (findings: readonly Finding[], more: Partial<Report> = {}) =>
    advice({ ...auditOf(findings), ...more }, plain)[1]!.replace('  Remove  ', '');

  test('by the beginnings of their numbers', () => {
    expect(removalIn([found('1', true), found('2', false)])).toBe(
      'keyhalt fix kh1:11111111 kh1:22222222 takes them out of the files, and says how of history.',
    );
    expect(removalIn([gone, { ...gone, fingerprint: fingerprint('2') }])).toBe(
      'gone from HEAD, but kept in history: keyhalt fix kh1:11111111 kh1:22222222 says how.',
    );
  });

  test('with the commit, or how many', () => {
    expect(removalIn([brought('1'), brought('2')])).toBe(
      'rewrite commit cccccccccc without them (keyhalt fix kh1:11111111 kh1:22222222, git rebase -i).',
    );
    expect(removalIn([brought('1'), brought('2', 'd')])).toContain('rewrite 2 commits without them (');
    expect(removalIn([brought('1'), brought('2')], { nextCommit: { underWay: 'merge' } })).toBe(
      'git merge --abort; keyhalt fix kh1:11111111 kh1:22222222 says how to rewrite commit cccccccccc.',
    );
  });

  test('not one by one where they are many', () => {
    const many = Array.from({ length: 9 }, (_, n) => found(`${n}`, true));

    expect(removalIn(many)).toContain('keyhalt fix kh1:… kh1:… takes them out');
  });
});

describe('a baseline is offered', () => {
  const allowingOf = (findings: readonly Finding[], more: Partial<Report> = {}) =>
    advice({ ...auditOf(findings), ...more }, plain).at(-1);
  const inFiles = (length: number, more: object = {}) =>
    Array.from({ length }, (_, n) => ({
      ...found('1'),
      fingerprint: `kh1:${`${n}`.padStart(32, '0')}`,
      appearances: [placeOf('****', { isFile: true, ...more })],
    }));

  test('for twenty findings and more in files, or at HEAD', () => {
    const told = /or all that is here by keyhalt baseline create; git add\.$/;

    expect(allowingOf(inFiles(20))).toMatch(told);
    expect(allowingOf(Array.from({ length: 20 }, () => found('1', true)))).toMatch(told);
  });

  test('and not for fewer, nor for what it would not hold', () => {
    for (const report of [
      allowingOf(inFiles(19)),
      allowingOf(inFiles(20), { nextCommit: {} }),
      allowingOf(inFiles(20, { isApart: true })),
      allowingOf(inFiles(20, { commit: 'c'.repeat(40) })),
      allowingOf(Array.from({ length: 20 }, () => gone)),
    ])
      expect(report).not.toContain('baseline');
  });
});

describe('what no repository keeps', () => {
  const place = placeOf('****', { path: 'conf/.env', isFile: true, isApart: true });
  const passing = { ...found('1'), appearances: [place] };

  test('is taken out where it comes from, and answered with a report', () => {
    expect(removal(passing)).toBe('take it out, and read it from the environment.');
    expect(rotation([passing], 'npx keyhalt')).toBe(
      'was it shared? Deactivate it first: npx keyhalt scan … --output json:FILE, then npx keyhalt respond --report FILE.',
    );
  });

  test('is known by its number where it stands in a repository, too', () => {
    const kept = { ...passing, appearances: [place, placeOf('****', { path: 'a.env', isFile: true })] };

    expect(rotation([kept])).toContain(`keyhalt respond ${fingerprint('1')}`);
  });
});

test('a file has no advice for a message or a tag, whatever its name', () => {
  for (const path of ['commit message', 'message of tag 0123456789']) {
    const named = { ...found('1'), appearances: [placeOf('****', { path, isFile: true })] };

    expect(removal(named)).toContain('keyhalt fix');
  }
});

test('a merge is broken off only where one is going on', () => {
  const brought = {
    ...found('1'),
    appearances: [placeOf('****', { isFile: true, commit: 'c'.repeat(40) })],
  };

  expect(removal(brought)).toBe(
    `rewrite commit cccccccccc without it (keyhalt fix ${fingerprint('1')}, git rebase -i).`,
  );
  expect(removal(brought, { nextCommit: { underWay: 'merge' } })).toBe(
    `git merge --abort; keyhalt fix ${fingerprint('1')} says how to rewrite commit cccccccccc.`,
  );
});

test('rotating leads to the plan of the first finding, or of the first that was pushed', () => {
  expect(rotation([found('1'), found('2')])).toBe(
    `was it pushed or shared? Then deactivate it first: keyhalt respond ${fingerprint('1')}`,
  );
  expect(rotation([found('1', false), found('2', true), found('3', true)])).toBe(
    `2 of them pushed, so known to others. Deactivate now: keyhalt respond ${fingerprint('2')}`,
  );
  expect(rotation([found('2', true)])).toBe(
    `pushed, so known to others. Deactivate now: keyhalt respond ${fingerprint('2')}`,
  );
});

test('names what starts keyhalt here', () => {
  const inFile = { ...found('1'), appearances: [{ ...found('1').appearances[0]!, isFile: true as const }] };
  const report = { ...auditOf([inFile]), what: 'staged content', nextCommit: {} };
  const lines = advice(report, plain, 'npx keyhalt');

  expect(lines.join('\n')).toContain('run npx keyhalt fix, or');
  expect(lines.join('\n')).toContain(`npx keyhalt respond ${fingerprint('1')}`);
});

test('what has no say in what is allowed is told who has', () => {
  const allowing = 'a false positive by those who may.';

  expect(advice({ ...auditOf([found('1')]), allowing }, plain).at(-1)).toBe(`  Allow   ${allowing}`);
});

test('no advice is longer than a line was', () => {
  const many = Array.from({ length: 99 }, (_, n) => found(`${n % 10}`, n > 0));
  const inCommit = (finding: Finding, n: number): Finding => ({
    ...findingOf(finding.ruleId, { fingerprint: finding.fingerprint }),
    appearances: [placeOf('****', { commit: n % 2 === 0 ? 'c'.repeat(40) : 'd'.repeat(40) })],
  });

  for (const findings of [[found('1')], [found('1', true)], many])
    expect(rotation(findings).length).toBeLessThanOrEqual(118 - '  Rotate  '.length);
  for (const findings of [many, many.slice(1), [gone, gone, gone], many.slice(0, 3).map(inCommit)])
    for (const { name, text } of steps(auditOf(findings), 'npx keyhalt').filter(
      ({ name }) => name !== 'Rotate',
    ))
      expect(text.length, name).toBeLessThanOrEqual(118 - '  Remove  '.length);
  for (const finding of [found('1', true), found('1', false), found('1'), gone])
    expect(removal(finding).length).toBeLessThanOrEqual(118 - '  Remove  '.length);
});
