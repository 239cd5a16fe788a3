import { describe, expect, test } from 'vitest';
import type { Exposure } from '../../src/model/finding.ts';
import { dateOf, dayOf } from '../../src/report/date.ts';
import { exposureLines } from '../../src/report/exposure.ts';

const moment = (letter: string, time: number) => ({
  commit: letter.repeat(40),
  author: 'Ada <ada@example.com>',
  time,
});
const few = { named: 3, hint: '--verbose names all' };
const added = moment('a', 1_700_000_000);
const exposure: Exposure = {
  first: added,
  last: added,
  reintroduced: 0,
  isAtHead: true,
  days: 12,
  refs: ['refs/heads/main'],
  isPushed: false,
};

describe('how long a secret could be read', () => {
  test('since when, where still, in what', () => {
    expect(exposureLines(exposure, few)).toEqual([
      '  since 2023-11-14 (commit aaaaaaaaaa by Ada <ada@example.com>)',
      '  still at HEAD, exposed for 12 days',
      '  in main',
    ]);
  });

  test('names nobody where a commit has no author', () => {
    const [since] = exposureLines({ ...exposure, first: { ...added, author: '' } }, few);

    expect(since).toContain(' (commit aaaaaaaaaa)');
  });

  test('last when, gone when, how often it came back, and that it was pushed', () => {
    const lines = exposureLines(
      {
        ...exposure,
        last: moment('b', 1_700_100_000),
        gone: moment('c', 1_700_200_000),
        isAtHead: false,
        reintroduced: 2,
        days: 1,
        refs: ['refs/heads/main', 'refs/remotes/origin/main', 'refs/stash', 'refs/tags/v1', 'refs/notes/x'],
        isPushed: true,
      },
      few,
    );

    expect(lines).toEqual([
      '  since 2023-11-14 (commit aaaaaaaaaa by Ada <ada@example.com>), last in 2023-11-16 (commit bbbbbbbbbb by Ada <ada@example.com>)',
      '  gone from HEAD since 2023-11-17 (commit cccccccccc by Ada <ada@example.com>), exposed for 1 day, brought back 2 times',
      '  in main, origin/main, stash and 2 more (--verbose names all): pushed',
    ]);
  });

  test('all refs when asked for, each as what it is', () => {
    const refs = ['refs/heads/a', 'refs/heads/b', 'refs/tags/v1', 'refs/notes/commits'];

    expect(exposureLines({ ...exposure, refs }, { named: 4, hint: '' })[2]).toBe(
      '  in a, b, tag v1, refs/notes/commits',
    );
  });

  test('in nothing that has a name', () => {
    expect(exposureLines({ ...exposure, refs: [], isAtHead: false }, few).slice(1)).toEqual([
      '  not at HEAD, exposed for 12 days',
      '  in no branch or tag, only in what git remembers of them',
    ]);
  });
});

test.each([
  [0, '1970-01-01T00:00:00Z'],
  [-1, '1969-12-31T23:59:59Z'],
  [1_700_000_000, '2023-11-14T22:13:20Z'],
  [999_999_999_999_999, '9999-12-31T23:59:59Z'],
  [-62_167_219_200, '0000-01-01T00:00:00Z'],
  [-99_999_999_999, '0000-01-01T00:00:00Z'],
  [-999_999_999_999_999, '0000-01-01T00:00:00Z'],
])('second %d is %s', (time, date) => {
  expect(dateOf(time)).toBe(date);
  expect(dayOf(time)).toBe(date.slice(0, 10));
});
